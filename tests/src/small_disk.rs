//! A file system of a few megabytes, for one test: when it is full, it is really full.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::must;

/// Unmounted when it is dropped.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounted at `path`. `None`: this needs root.
    pub fn mount(path: &Path, megabytes: u32) -> Option<Self> {
        must(fs::create_dir_all(path), "the mount point");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(path);
        let mounted = mount.status().is_ok_and(|status| status.success());
        mounted.then(|| Self(path.to_owned()))
    }

    /// Leaves no byte free.
    pub fn fill(&self) {
        let mut ballast = must(fs::File::create(self.ballast()), "the ballast");
        for size in [65_536, 4_096, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    pub fn free(&self) {
        must(fs::remove_file(self.ballast()), "the ballast");
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Also while somebody has a file open there.
        let unmounted = Command::new("umount").arg("--lazy").arg(&self.0).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} is still mounted", self.0.display());
        }
    }
}
