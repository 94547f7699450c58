//! Secrets that must be there at the next start: in files that only the owner of the data may read.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes it whole under another name first: what is interrupted leaves no half of a key.
pub(crate) fn save(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let half = file.with_extension("new");
    let mut new =
        fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&half)?;
    new.write_all(content)?;
    new.sync_all()?;
    fs::rename(&half, file)?;
    // The name is on disk when its directory is.
    file.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}
