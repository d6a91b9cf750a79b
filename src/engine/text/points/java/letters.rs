//! A format in `strptime`'s terms as the letters of Java's patterns, and what these letters say.

/// The pattern of a format: letters for its directives, letters between them in quotes.
///
/// # Errors
/// The directive that there are no letters for.
pub(crate) fn java_pattern(format: &str) -> Result<String, char> {
    let (mut pattern, mut text, mut chars) = (String::new(), String::new(), format.chars());
    while let Some(c) = chars.next() {
        if c != '%' {
            if c.is_alphabetic() != text.chars().next_back().is_some_and(char::is_alphabetic) {
                quote(&mut text, &mut pattern);
            }
            text.push(c);
            continue;
        }
        quote(&mut text, &mut pattern);
        pattern.push_str(match chars.next().unwrap_or(' ') {
            'Y' => "yyyy",
            'y' => "yy",
            'm' => "MM",
            'd' => "dd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'f' => "SSSSSS",
            'j' => "DDD",
            'b' => "MMM",
            'B' => "MMMM",
            'a' => "EEE",
            'A' => "EEEE",
            'p' => "a",
            'z' => "xx",
            'Z' => "z",
            other => return Err(other),
        });
    }
    quote(&mut text, &mut pattern);
    Ok(pattern)
}

/// Moves what stands between directives to the pattern.
fn quote(text: &mut String, pattern: &mut String) {
    let quoted = text.replace('\'', "''");
    let marks = if text.chars().any(char::is_alphabetic) { "'" } else { "" };
    pattern.extend([marks, &quoted, marks]);
    text.clear();
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A character as it is.
    Char(char),
    /// A bracket, a brace or a number sign outside of quotes.
    Mark(char),
    /// A letter, so many times.
    Run(char, usize),
}

/// Who reads the quotes of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Java: two quotes are one in a quotation, and one where they stand alone.
    Java,
    /// SQL, which takes a pattern with a fraction apart at each quote.
    Apart,
    /// Java's older reader: two quotes are one everywhere.
    Older,
}

/// What the letters of a pattern say.
pub(super) fn tokens(pattern: &str, reader: Reader) -> Vec<Token> {
    let (mut tokens, mut rest, mut quoted) = (Vec::new(), pattern, false);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\'' if reader == Reader::Apart => quoted = !quoted,
            '\'' if quoted || reader == Reader::Older => match rest.strip_prefix('\'') {
                Some(after) => {
                    tokens.push(Token::Char('\''));
                    rest = after;
                }
                None => quoted = !quoted,
            },
            '\'' => match rest.strip_prefix('\'').filter(|after| !after.starts_with('\'')) {
                Some(after) => {
                    tokens.push(Token::Char('\''));
                    rest = after;
                }
                None => quoted = true,
            },
            c if quoted => tokens.push(Token::Char(c)),
            '[' | ']' | '{' | '}' | '#' => tokens.push(Token::Mark(c)),
            c if c.is_ascii_alphabetic() => {
                let more = rest.len() - rest.trim_start_matches(c).len();
                tokens.push(Token::Run(c, more + 1));
                rest = &rest[more..];
            }
            c => tokens.push(Token::Char(c)),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_between_directives_are_quoted() {
        assert_eq!(java_pattern("%Y-%mT%H at'%M").as_deref(), Ok("yyyy-MM'T'HH 'at'''mm"));
        assert_eq!(java_pattern("%G"), Err('G'));
    }

    #[test]
    fn quotes_beside_quotes_are_read_by_each_in_its_own_way() {
        let quotes = |reader| tokens("a''''a", reader).len() - 2;
        assert_eq!((quotes(Reader::Java), quotes(Reader::Older), quotes(Reader::Apart)), (1, 2, 0));
        assert_eq!(tokens("''a", Reader::Java), [Token::Char('\''), Token::Run('a', 1)]);
    }
}
