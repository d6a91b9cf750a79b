//! What a text falls into: words, numbers and single characters.

/// A text's tokens: words, numbers (with a fraction where there is one point), every other character by itself, blanks as one
/// space. A comma between a number of several digits and another one is a point too: `January 31,2024` has two tokens and
/// no year.
///
/// Source: dateutil, `_timelex.get_token`.
pub(in super::super) fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().filter(|c| *c != '\0').collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(first) = chars.get(at) {
        let rest = &chars[at..];
        let length = if first.is_alphabetic() || first.is_numeric() { pointed(rest) } else { 1 };
        let token: String = if first.is_whitespace() { " ".to_owned() } else { rest[..length].iter().collect() };
        let separates = token.contains(char::is_alphabetic) || token.matches('.').count() > 1;
        match token.contains(['.', ',']) && length > 1 {
            true if separates || token.ends_with(['.', ',']) => {
                tokens.extend(token.split_inclusive(['.', ',']).flat_map(parted));
            }
            true if !token.contains('.') => tokens.push(token.replace(',', ".")),
            _ => tokens.push(token),
        }
        at += length;
    }
    tokens
}

/// How many characters a word or a number has, with the points in it and the words and numbers behind these.
fn pointed(chars: &[char]) -> usize {
    let (mut word, mut pointed) = (chars[0].is_alphabetic(), false);
    for (i, c) in chars.iter().enumerate().skip(1) {
        let turns = pointed && chars[i - 1] == '.';
        match c {
            '.' => pointed = true,
            ',' if !word && !pointed && i > 1 => pointed = true,
            c if c.is_alphabetic() && (word || turns) => word = true,
            c if c.is_numeric() && (!word || turns) => word = false,
            _ => return i,
        }
    }
    chars.len()
}

/// A piece of text and the separator that it ends with.
fn parted(piece: &str) -> impl Iterator<Item = String> {
    let (text, end) = piece.split_at(piece.find(['.', ',']).unwrap_or(piece.len()));
    [text, end].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn points_and_commas_are_read_by_what_stands_around_them() {
        assert_eq!(tokens("Jan 31, 2024"), ["Jan", " ", "31", ",", " ", "2024"]);
        assert_eq!(tokens("Jan. 31,2024"), ["Jan", ".", " ", "31.2024"]);
        assert_eq!(tokens("Jan 3,2024"), ["Jan", " ", "3", ",", "2024"]);
        assert_eq!(tokens("31.01.2024"), ["31", ".", "01", ".", "2024"]);
        assert_eq!(tokens("10:00:00.25"), ["10", ":", "00", ":", "00.25"]);
        assert_eq!(tokens("31.Jan.24\t5"), ["31", ".", "Jan", ".", "24", " ", "5"]);
        assert_eq!(tokens("10h5m p.m."), ["10", "h", "5", "m", " ", "p", ".", "m", "."]);
    }
}
