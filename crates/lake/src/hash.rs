//! Fingerprints of files, which may be larger than memory.

use std::{fs::File, io, path::Path};

use policy::hash::hex;
use sha2::{Digest, Sha256};

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
/// Faults of the file system; also when the path is a folder.
pub fn of_file(path: &Path) -> io::Result<String> {
    of(&mut File::open(path)?)
}

/// SHA-256 of everything that is read, lower-case hex.
///
/// # Errors
/// Faults of the reader.
pub fn of(reader: &mut impl io::Read) -> io::Result<String> {
    let mut hash = Hasher(Sha256::new());
    io::copy(reader, &mut hash)?;
    Ok(hex(hash.0.finalize()))
}

/// Lets a file be copied into a hash.
struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
