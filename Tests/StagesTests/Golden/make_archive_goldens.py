"""Makes the archives in `archives/`: `python3 make_archive_goldens.py`, in any folder."""

import gzip
import io
import pathlib
import tarfile
import zipfile

ARCHIVES = pathlib.Path(__file__).parent / "archives"

TAR = {"data/a.csv": "1,2\n3,4\n", "data/b.csv": "5,6\n", "data/.unpacking/c.csv": "7,8\n",
       "Readme.txt": "read me\n"}
# Its folder has the name of a file of the other archive.
ZIP = {"a.csv/inner.csv": "9,10\n", "d.csv": "11,12\n"}


def main():
    ARCHIVES.mkdir(exist_ok=True)
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in TAR.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    with open(ARCHIVES / "data.tar.gz", "wb") as file:
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            packed.write(plain.getvalue())
    with zipfile.ZipFile(ARCHIVES / "other.zip", "w") as archive:
        for name, text in ZIP.items():
            archive.writestr(zipfile.ZipInfo(name), text)


if __name__ == "__main__":
    main()
