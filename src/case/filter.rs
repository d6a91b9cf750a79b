//! Which of the loaded cases are meant: `--filter` and `--tag`, the same for every command.

use super::plan::Case;

/// A choice of cases. Without patterns and tags it is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A case is meant if its id matches one of these: a glob (`*` and `?`) over the whole id, or a part of it.
    pub patterns: Vec<String>,
    /// And, where there are any, if it has one of these tags.
    pub tags: Vec<String>,
}

impl Filter {
    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty() && self.tags.is_empty()
    }

    /// Whether a case is meant.
    pub fn matches(&self, case: &Case) -> bool {
        let by_id = self.patterns.is_empty() || self.patterns.iter().any(|p| matches_id(p, &case.id));
        by_id && (self.tags.is_empty() || self.tags.iter().any(|tag| case.tags.contains(tag)))
    }

    /// The cases that are meant.
    ///
    /// # Errors
    /// A sentence when something was asked for and no case is it.
    pub fn select(&self, cases: Vec<Case>) -> Result<Vec<Case>, String> {
        let known = cases.len();
        let chosen: Vec<Case> = cases.into_iter().filter(|case| self.matches(case)).collect();
        if chosen.is_empty() && !self.is_empty() {
            let patterns = self.patterns.iter().map(|p| format!("--filter {p}"));
            let tags = self.tags.iter().map(|t| format!("--tag {t}"));
            let asked: Vec<String> = patterns.chain(tags).collect();
            return Err(format!("none of the {known} cases matches {}", asked.join(" ")));
        }
        Ok(chosen)
    }
}

/// Whether an id is meant by a pattern. Square brackets are themselves: ids are full of them.
fn matches_id(pattern: &str, id: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return id.contains(pattern);
    }
    let (pattern, id): (Vec<char>, Vec<char>) = (pattern.chars().collect(), id.chars().collect());
    let (mut p, mut i) = (0, 0);
    // Where to go on if what follows the last star fits no further.
    let mut retry: Option<(usize, usize)> = None;
    while i < id.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, i));
                p += 1;
            }
            Some(c) if *c == '?' || *c == id[i] => {
                p += 1;
                i += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                (p, i) = (star, from + 1);
            }
        }
    }
    pattern[p.min(pattern.len())..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches_id;

    #[test]
    fn a_pattern_without_stars_is_a_part_of_the_id() {
        assert!(matches_id("null", "groupby/null_keys#2[how=inner]"));
        assert!(matches_id("[how=inner]", "groupby/null_keys#2[how=inner]"));
        assert!(!matches_id("nulls", "groupby/null_keys#2[how=inner]"));
    }

    #[test]
    fn a_glob_is_the_whole_id() {
        assert!(matches_id("groupby/*", "groupby/null_keys"));
        assert!(matches_id("*null*keys", "groupby/null_keys"));
        assert!(matches_id("*[how=?nner]", "join#2[how=inner]"));
        assert!(matches_id("*", ""));
        assert!(!matches_id("groupby/*", "join/groupby/x"));
        assert!(!matches_id("group?", "groupby/null_keys"));
        assert!(!matches_id("*keys", "groupby/null_keys#2"));
    }
}
