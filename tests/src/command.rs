//! Where the binary is, and running one of its commands to the end.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::must;

/// `FOOTFALL_BIN`, else beside the profile directory that this test was built into.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("FOOTFALL_BIN") {
        return path.into();
    }
    let test = must(std::env::current_exe(), "where this test is");
    let built = test.ancestors().skip(1).map(|folder| folder.join("footfall"));
    let found = built.take(2).find(|path| path.is_file());
    match found {
        Some(path) => path,
        None => panic!("no footfall beside {}: build it, or set FOOTFALL_BIN", test.display()),
    }
}

/// What a command left behind.
#[derive(Debug)]
pub struct Output {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

/// The command, with none of the settings that this process may have.
pub(crate) fn prepared(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FOOTFALL_") {
            command.env_remove(name);
        }
    }
    // Away from any settings file or default data of the source tree.
    let home = data.parent().filter(|home| home.is_dir()).unwrap_or(Path::new("/"));
    command.current_dir(home).args(arguments).stdin(Stdio::null());
    command
}

/// Runs `footfall … --data DIR` to its end.
pub fn footfall(data: &Path, arguments: &[&str]) -> Output {
    let mut command = prepared(data, arguments);
    let output = must(command.arg("--data").arg(data).output(), "footfall can't be run");
    Output {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
