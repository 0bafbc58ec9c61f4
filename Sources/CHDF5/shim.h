#include <hdf5/serial/hdf5.h>

// HDF5's predefined types are macros that call the library first, and the names of some functions
// are macros that pick a version. Swift imports neither.

static inline hid_t nrc_hdf5_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t nrc_hdf5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t nrc_hdf5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t nrc_hdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t nrc_hdf5_data_set_access(void) { return H5P_DATASET_ACCESS; }
static inline unsigned nrc_hdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t nrc_hdf5_default(void) { return H5P_DEFAULT; }

static inline herr_t nrc_hdf5_link_info(hid_t place, const char *name, H5L_info_t *info) {
    return H5Lget_info(place, name, info, H5P_DEFAULT);
}

static inline H5O_type_t nrc_hdf5_object_type(hid_t place, const char *name) {
    H5O_info_t info;
    return H5Oget_info_by_name(place, name, &info, H5P_DEFAULT) < 0 ? H5O_TYPE_UNKNOWN : info.type;
}
