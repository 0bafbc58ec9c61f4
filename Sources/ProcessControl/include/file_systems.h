#ifndef NRC_FILE_SYSTEMS_H
#define NRC_FILE_SYSTEMS_H

/// Forces all that was written to the descriptor's file system to the disk. Returns 0, or errno.
int nrc_synchronise_file_system(int descriptor);

#endif
