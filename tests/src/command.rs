//! Where the binary is, and running one of its commands to the end.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::wait::wait_within;
use crate::{DEADLINE, must};

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

/// What `tests/run` installed: in `drivers` of the target directory that this test was built into.
pub fn installed(path: &str) -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    let target = test.ancestors().find(|folder| folder.join("drivers").is_dir())?;
    Some(target.join("drivers").join(path)).filter(|path| path.is_file())
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

/// Runs `footfall … --data DIR` to its end, which must come within [`DEADLINE`].
#[track_caller]
pub fn footfall(data: &Path, arguments: &[&str]) -> Output {
    let mut command = prepared(data, arguments);
    command.arg("--data").arg(data);
    finished(command, DEADLINE)
}

/// The same for a command that may take this long.
#[track_caller]
pub fn footfall_within(deadline: Duration, data: &Path, arguments: &[&str]) -> Output {
    let mut command = prepared(data, arguments);
    command.arg("--data").arg(data);
    finished(command, deadline)
}

#[track_caller]
fn finished(mut command: Command, deadline: Duration) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = must(command.spawn(), "footfall can't be run");
    let stdout = child.stdout.take().map(|pipe| std::thread::spawn(|| read(pipe)));
    let stderr = child.stderr.take().map(|pipe| std::thread::spawn(|| read(pipe)));
    let text = |pipe: Option<JoinHandle<String>>| {
        pipe.and_then(|pipe| pipe.join().ok()).unwrap_or_default()
    };
    let ended = wait_within(deadline, || child.try_wait().ok().flatten());
    if ended.is_none() {
        must(child.kill().and_then(|()| child.wait()), "SIGKILL");
    }
    let (stdout, stderr) = (text(stdout), text(stderr));
    match ended {
        Some(status) => Output { success: status.success(), stdout, stderr },
        None => panic!("{command:?} did not end within {deadline:?}: {stdout} {stderr}"),
    }
}

fn read(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What was read before an error is what there is.
    let _cut_short = pipe.read_to_end(&mut bytes).is_err();
    String::from_utf8_lossy(&bytes).into_owned()
}
