//! Random texts in an address that open something to whoever has them: tokens of reset and sign-in links, JWTs, sessions.

use crate::scrub::Removed;

/// What random bytes are at least when written down: 128 bits as hexadecimal digits.
pub(crate) const MIN_BYTES: usize = 32;
/// Words with hyphens between them are the name of a page, and five short groups (a UUID) its id.
const MIN_PIECE_BYTES: usize = 16;

pub(crate) fn without_tokens(text: &str, removed: &mut Removed) -> String {
    let (mut clean, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let inside = rest.bytes().take_while(|&byte| kind(byte) > 0).count();
        let outside = rest.bytes().skip(inside).take_while(|&byte| kind(byte) == 0).count();
        let run = rest.get(..inside).unwrap_or_default();
        let is_token = is_token(run.as_bytes());
        clean.push_str(if is_token { "[token]" } else { run });
        removed.0 += u32::from(is_token);
        clean.push_str(rest.get(inside..inside + outside).unwrap_or_default());
        rest = rest.get(inside + outside..).unwrap_or_default();
    }
    clean
}

/// 1 digit, 2 lower case, 3 upper case, 4 what else may stand in a token, 0 what may not.
pub(crate) fn kind(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        b'-' | b'_' | b'.' => 4,
        _ => 0,
    }
}

/// Long, letters and digits, and changing between them more often than words do. A capital before a small letter is how
/// words begin, and no change.
fn is_token(run: &[u8]) -> bool {
    let (mut changes, mut piece, mut longest, mut kinds, mut before) = (0, 0, 0, 0u8, 4);
    for &byte in run {
        let kind = kind(byte);
        changes +=
            usize::from(kind != before && kind < 4 && before < 4 && (before, kind) != (3, 2));
        piece = if byte == b'-' { 0 } else { piece + 1 };
        longest = longest.max(piece);
        kinds |= 1 << kind;
        before = kind;
    }
    run.len() >= MIN_BYTES
        && longest >= MIN_PIECE_BYTES
        && kinds & 0b10 > 0
        && kinds & 0b1100 > 0
        && changes * 4 >= run.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut removed = Removed::default();
        assert_eq!(without_tokens(text, &mut removed), expected);
        assert_eq!(removed.0 as usize, expected.matches('[').count(), "{text}");
    }

    #[test]
    fn tokens_are_taken_out() {
        check("/reset/9f86d081884c7d659a2feaa0c55ad015/x", "/reset/[token]/x");
        check(
            "t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "t=[token]",
        );
        check("/a/dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "/a/[token]");
        check("/a;jsessionid=1A530637289A03B07199A44E8D531427", "/a;jsessionid=[token]");
        check("/a/xJ8-k2Lq9ZtR4vWn7YpB3mCs6DfG1hQe5TzU", "/a/[token]");
    }

    #[test]
    fn the_names_of_pages_are_left_alone() {
        for name in [
            "/p/samsung-galaxy-s24-ultra-256gb-titanium-black-dual-sim",
            "/p/Samsung-Galaxy-S24-Ultra-256GB-Titanium-Black-2024",
            "/p/luxus-gartenmoebelset2024-mit-tisch-und-4-stuehlen",
            "/p/7f3b2c1d-9e8f-4a5b-8c7d-6e5f4a3b2c1d",
            "/p/donaudampfschifffahrtsgesellschaftskapitaen2",
            "utm_campaign=Summer2024SaleEmailBlastSubject1A",
            "/p/%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0-%D0%BD%D0%B0%D1%81%D1%82%D0%BE%D0%BB",
            "/img/IMG_20231124_123456_HDR_1234567890.jpg",
            "/o/12345678901234567890123456789012345",
            "/p/507f1f77bcf86cd799439011",
        ] {
            check(name, name);
        }
    }
}
