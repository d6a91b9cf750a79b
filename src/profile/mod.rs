//! Profiles: a framework at a version, or a configuration of it, as a value for every axis.
//!
//! One file a framework. Its baseline answers every axis in an exhaustive literal; a later version is the list of what
//! changed. A profile is composed of *local* behaviour (types, missing values, cells), *placement* (partitions, order,
//! laziness) and *quirks*; Dask takes its local behaviour from the pandas it runs on.

mod dask;
pub mod order;
mod pandas;
mod spark;
pub mod user;

use crate::axis::Axes;

/// A framework at a version.
#[derive(Debug, Clone)]
pub struct Profile {
    /// `spark@4.3`, or a configuration's name.
    pub name: String,
    /// Whose promises of row order apply, and which code generator runs it.
    pub framework: Framework,
    /// First two numbers of the version.
    pub version: String,
    /// Its answer to every axis.
    pub axes: Axes,
    /// Settings that the real framework gets: name and value. None for a built-in profile.
    pub conf: Vec<(String, String)>,
}

crate::case::plan::named! {
    /// The frameworks that have profiles.
    Framework {
        /// pandas
        Pandas = "pandas",
        /// Dask
        Dask = "dask",
        /// Spark
        Spark = "spark",
    }
}

impl Profile {
    fn new(framework: Framework, version: &str, axes: Axes) -> Self {
        Self {
            name: format!("{}@{version}", framework.name()),
            framework,
            version: version.to_owned(),
            axes,
            conf: Vec::new(),
        }
    }

    /// Whether a case's `profiles:` entry (`pandas`, `spark@4.3`) means this profile.
    pub fn matches(&self, pattern: &str) -> bool {
        let name = self.framework.name();
        let version = pattern.strip_prefix(name).and_then(|rest| rest.strip_prefix('@'));
        pattern == self.name || pattern == name || version == Some(self.version.as_str())
    }
}

/// How a version answers the axes.
type Answers = fn() -> Axes;

/// The built-in profiles: frameworks in order, oldest version first.
const VERSIONS: &[(Framework, &str, Answers)] = &[
    (Framework::Pandas, "1.5", pandas::v1_5),
    (Framework::Pandas, "2.3", pandas::v2_3),
    (Framework::Pandas, "3.1", pandas::v3_1),
    (Framework::Dask, "2022.2", dask::v2022_2),
    (Framework::Dask, "2025.12", dask::v2025_12),
    (Framework::Dask, "2026.8", dask::v2026_8),
    (Framework::Spark, "3.4", spark::v3_4),
    (Framework::Spark, "3.5", spark::v3_5),
    (Framework::Spark, "4.3", spark::v4_3),
];

/// The setting that is no option of pandas but a call on every input: `convert_dtypes`, with this as its `dtype_backend`.
pub const CONVERT_DTYPES: &str = "convert_dtypes";

/// A version with settings of its own.
struct Configuration {
    framework: Framework,
    version: &'static str,
    /// What stands behind the version in its name.
    word: &'static str,
    settings: &'static [(&'static str, &'static str)],
    axes: Answers,
}

/// Configurations that people run.
const CONFIGURATIONS: &[Configuration] = &[
    Configuration {
        framework: Framework::Pandas,
        version: "3.1",
        word: "nullable",
        settings: &[(CONVERT_DTYPES, "numpy_nullable")],
        axes: pandas::v3_1_nullable,
    },
    Configuration {
        framework: Framework::Pandas,
        version: "3.1",
        word: "arrow",
        settings: &[(CONVERT_DTYPES, "pyarrow")],
        axes: pandas::v3_1_arrow,
    },
    Configuration {
        framework: Framework::Dask,
        version: "2026.8",
        word: "object-text",
        settings: &[("dataframe.convert-string", "false")],
        axes: dask::v2026_8_object_text,
    },
    Configuration {
        framework: Framework::Spark,
        version: "4.3",
        word: "ansi-off",
        settings: &[("spark.sql.ansi.enabled", "false")],
        axes: spark::v4_3_ansi_off,
    },
];

/// The built-in configurations. They are profiles of their own, asked for by name.
pub fn configurations() -> Vec<Profile> {
    let configured = |configuration: &Configuration| {
        let base = Profile::new(configuration.framework, configuration.version, (configuration.axes)());
        let settings = configuration.settings.iter();
        let conf = settings.map(|(setting, value)| ((*setting).to_owned(), (*value).to_owned())).collect();
        Profile { name: format!("{}+{}", base.name, configuration.word), conf, ..base }
    };
    CONFIGURATIONS.iter().map(configured).collect()
}

/// The nine built-in profiles: frameworks in order, oldest version first.
pub fn builtin() -> Vec<Profile> {
    VERSIONS.iter().map(|(framework, version, axes)| Profile::new(*framework, version, axes())).collect()
}

/// What people may write for them: the frameworks' bare names, each with its version, the configurations.
pub fn patterns() -> Vec<String> {
    let versions = VERSIONS.iter().map(|(framework, version, _)| format!("{}@{version}", framework.name()));
    let words = Framework::WORDS.iter().map(|word| (*word).to_owned());
    words.chain(versions).chain(configurations().into_iter().map(|p| p.name)).collect()
}

/// The built-in profile or configuration called `name`; a framework's bare name is its newest version.
pub fn find(name: &str) -> Option<Profile> {
    let version = builtin().into_iter().rev().find(|p| p.name == name || p.framework.name() == name);
    version.or_else(|| configurations().into_iter().find(|p| p.name == name))
}

/// Whether a profile may be called `text`: a word, or a framework, its version and perhaps more words, as in `spark@4.3+legacy`.
fn is_name(text: &str) -> bool {
    let (name, version) = text.split_once('@').unwrap_or((text, "0"));
    let word = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'));
    word(name) && name.starts_with(|c: char| c.is_ascii_alphabetic()) && version.split('.').all(word)
}

/// Whether a case's `profiles:` may say `text`: a framework, a built-in profile, or a configuration of one (`spark@4.3+legacy`).
pub(crate) fn is_known(text: &str) -> bool {
    let (base, configured) = text.split_once('+').map_or((text, false), |(base, _)| (base, true));
    patterns().iter().any(|name| name == base) && (!configured || base.contains('@') && is_name(text))
}

impl crate::case::plan::Case {
    /// Whether the case is for `profile`: its `profiles:` name it, or there are none.
    pub fn runs_under(&self, profile: &Profile) -> bool {
        self.profiles.is_empty() || self.profiles.iter().any(|pattern| profile.matches(pattern))
    }
}
