//! Editions: versions of the frameworks that were used together, and the Python environment of each.
//!
//! An environment is made once, from pinned requirements with hashes, in the user's cache folder (`PARALLAX_CACHE` moves it). A stamp
//! says which requirements it was made from; other requirements make it anew.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::framework;
use crate::profile::{Framework, Profile};

/// An edition.
#[derive(Debug, Clone, Copy)]
pub struct Edition {
    /// `2026`
    pub name: &'static str,
    /// Its profiles.
    pub profiles: &'static [&'static str],
    requirements: &'static str,
}

/// Every edition, oldest first.
pub const EDITIONS: &[Edition] = &[
    Edition {
        name: "2022",
        profiles: &["pandas@1.5", "dask@2022.2", "spark@3.4"],
        requirements: include_str!("../../live/requirements-2022.txt"),
    },
    Edition {
        name: "2025",
        profiles: &["pandas@2.3", "dask@2025.12", "spark@3.5"],
        requirements: include_str!("../../live/requirements-2025.txt"),
    },
    Edition {
        name: "2026",
        profiles: &["pandas@3.1", "dask@2026.8", "spark@4.3"],
        requirements: include_str!("../../live/requirements-2026.txt"),
    },
];

impl Edition {
    /// The edition that a profile, or the one it configures, belongs to.
    ///
    /// # Errors
    /// A sentence, when there is none: no environment is known for it.
    pub fn of(profile: &Profile) -> Result<&'static Self, String> {
        let version = format!("{}@{}", profile.framework.name(), profile.version);
        let edition = EDITIONS.iter().find(|e| e.profiles.contains(&version.as_str()));
        edition.ok_or_else(|| format!("{} belongs to no edition", profile.name))
    }

    /// The pinned distributions that a framework's results hang on, as the requirements spell them: `pandas==3.1.1`.
    pub fn distributions(&self, framework: Framework) -> Vec<&'static str> {
        let own = framework::of(framework).distribution;
        let meant = |pin: &&str| {
            let name = pin.split("==").next().unwrap_or_default();
            [own, "pandas", "numpy", "pyarrow"].contains(&name)
        };
        self.requirements.lines().filter_map(|line| line.split_whitespace().next()).filter(meant).collect()
    }

    /// The Python of the edition's environment, made first where it is not there.
    ///
    /// # Errors
    /// A sentence, when the environment can't be made.
    pub fn python(&self, tell: &dyn Fn(&str)) -> Result<PathBuf, String> {
        let folder = crate::cache::folder()?.join("envs");
        let environment = folder.join(self.name);
        let python = environment.join("bin").join("python");
        let stamp = environment.join("requirements.sha256");
        let wanted = hex(self.requirements);
        let ready = || python.exists() && fs::read_to_string(&stamp).is_ok_and(|s| s.trim() == wanted);
        if ready() {
            return Ok(python);
        }
        fs::create_dir_all(&folder).map_err(|e| format!("failed to make {}: {e}", folder.display()))?;
        let lock =
            File::create(folder.join(format!("{}.lock", self.name))).map_err(|e| format!("failed to lock: {e}"))?;
        lock.lock().map_err(|e| format!("failed to lock: {e}"))?;
        if ready() {
            return Ok(python);
        }
        tell(&format!("making the Python environment of edition {} in {}", self.name, environment.display()));
        self.make(&environment)?;
        fs::write(&stamp, wanted).map_err(|e| format!("failed to write {}: {e}", stamp.display()))?;
        Ok(python)
    }

    /// With `uv` where it is installed, else with `venv` and `pip`.
    fn make(&self, environment: &Path) -> Result<(), String> {
        let requirements = environment.with_extension("txt");
        fs::write(&requirements, self.requirements).map_err(|e| format!("failed to write requirements: {e}"))?;
        if environment.exists() {
            fs::remove_dir_all(environment).map_err(|e| format!("failed to remove {}: {e}", environment.display()))?;
        }
        let (environment, requirements) = (environment.as_os_str(), requirements.as_os_str());
        let python = Path::new(environment).join("bin").join("python");
        if call(Command::new("uv").arg("--version")).is_ok() {
            call(Command::new("uv").args(["venv", "--python", "3.11"]).arg(environment))?;
            return call(
                Command::new("uv")
                    .args(["pip", "install", "--require-hashes", "--python"])
                    .arg(python)
                    .arg("-r")
                    .arg(requirements),
            );
        }
        let python3 = ["python3.11", "python3"].into_iter().find(|p| call(Command::new(p).arg("--version")).is_ok());
        let python3 = python3.ok_or("there is no python3.11 on the PATH; install Python 3.11")?;
        call(Command::new(python3).args(["-m", "venv"]).arg(environment))?;
        call(Command::new(python).args(["-m", "pip", "install", "--quiet", "--require-hashes", "-r"]).arg(requirements))
    }
}

/// Runs a command to its end; its last words are the error.
fn call(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).output().map_err(|e| format!("failed to run {program}: {e}"))?;
    if done.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&done.stderr);
    let last: Vec<&str> = words.lines().rev().take(5).collect();
    Err(format!("{program} failed: {}", last.into_iter().rev().collect::<Vec<_>>().join("\n")))
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}
