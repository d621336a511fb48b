"""Where the files of a download lie: in a folder, or in a zip of one."""

import zipfile
from pathlib import Path

Place = Path | zipfile.Path


def files_at(path: Path) -> dict[str, Place]:
    """The files of a folder or a zip, by name; of a plain file, those that lie beside it and itself."""
    if path.is_file() and zipfile.is_zipfile(path):
        return {Path(name).name: zipfile.Path(path, name) for name in zipfile.ZipFile(path).namelist()}
    folder = path if path.is_dir() else path.parent
    return {child.name: child for child in folder.iterdir() if child.is_file()}


def size_of(place: Place) -> int:
    """How many bytes it comes to, unpacked."""
    if isinstance(place, Path):
        return place.stat().st_size
    return place.root.getinfo(place.at).file_size
