//! What each finished rule found, kept in a folder, so that a run that ended early goes on where it was. Rows are named by their
//! number: nothing of a person is in there.

use std::{
    fs, io,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use crate::{
    model::Counts,
    pairs::{Found, Rare},
    spec::MOST_BY_FREQUENCY,
};

pub struct Journal {
    folder: PathBuf,
}

/// The file that says of what the others were found.
const MARK: &str = "mark";

impl Journal {
    /// Opens a folder; what other files or another declaration left there is thrown away.
    pub fn open(folder: &Path, mark: u64) -> io::Result<Self> {
        let mark = mark.to_string();
        if fs::read_to_string(folder.join(MARK)).ok().as_ref() != Some(&mark) {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir_all(folder)?;
            fs::write(folder.join(MARK), mark)?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, rule: usize) -> PathBuf {
        self.folder.join(format!("rule-{}", rule + 1))
    }

    /// What a rule found, if it was finished.
    pub fn load(&self, rule: usize) -> io::Result<Option<(Vec<Found>, Counts)>> {
        let file = match fs::File::open(self.path(rule)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut reader = BufReader::new(file);
        let counts = long(&mut reader)?;
        let counts =
            (0..counts).map(|_| Ok((long(&mut reader)?, long(&mut reader)?))).collect::<io::Result<Counts>>()?;
        let found = long(&mut reader)?;
        let found = (0..found).map(|_| one(&mut reader)).collect::<io::Result<Vec<Found>>>()?;
        Ok(Some((found, counts)))
    }

    /// Keeps what a rule found; a file is there whole or not at all.
    pub fn save(&self, rule: usize, found: &[Found], counts: &Counts) -> io::Result<()> {
        let begun = self.folder.join("begun");
        let mut writer = BufWriter::new(fs::File::create(&begun)?);
        writer.write_all(&(counts.len() as u64).to_le_bytes())?;
        for (pattern, pairs) in counts {
            writer.write_all(&pattern.to_le_bytes())?;
            writer.write_all(&pairs.to_le_bytes())?;
        }
        writer.write_all(&(found.len() as u64).to_le_bytes())?;
        for one in found {
            for number in [one.left, one.right] {
                writer.write_all(&number.to_le_bytes())?;
            }
            writer.write_all(&one.pattern.to_le_bytes())?;
            for bits in one.rarity.0.iter().chain([&one.strongest, &one.weakest]) {
                writer.write_all(&bits.to_le_bytes())?;
            }
        }
        writer.into_inner()?.sync_all()?;
        fs::rename(begun, self.path(rule))
    }
}

fn long(reader: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    reader.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn word(reader: &mut impl Read) -> io::Result<[u8; 4]> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn one(reader: &mut impl Read) -> io::Result<Found> {
    let (left, right) = (u32::from_le_bytes(word(reader)?), u32::from_le_bytes(word(reader)?));
    let pattern = long(reader)?;
    let mut rarity = [0.0; MOST_BY_FREQUENCY];
    for bits in &mut rarity {
        *bits = f32::from_le_bytes(word(reader)?);
    }
    let (strongest, weakest) = (f32::from_le_bytes(word(reader)?), f32::from_le_bytes(word(reader)?));
    Ok(Found { left, right, pattern, rarity: Rare(rarity), strongest, weakest })
}
