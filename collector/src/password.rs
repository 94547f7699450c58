//! Passwords: kept as what argon2id makes of them, never as they are.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane. Two at a time fit into a server of 512 MB beside all
/// else, and one takes some 20 ms there: nothing for a person, 50 guesses a second for a thief's core.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Length is what makes a password hard to guess (NIST SP 800-63B asks for no more than that).
pub const MIN_CHARS: usize = 12;
/// Beyond any password that a program makes up; hashing more than this is work that somebody else could order.
pub const MAX_BYTES: usize = 1_024;

/// What is wrong with a password that somebody wants.
pub fn check(password: &str) -> Result<(), &'static str> {
    if password.chars().count() < MIN_CHARS {
        return Err("at least 12 characters; a few words in a row are fine");
    }
    if password.len() > MAX_BYTES {
        return Err("at most 1,024 bytes");
    }
    Ok(())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// As it is stored, with 16 random bytes of salt. Takes its time and 19 MiB: not on a thread that answers.
pub fn hash(password: &str) -> std::io::Result<String> {
    let hash: PasswordHash =
        argon2().hash_password(password.as_bytes()).map_err(std::io::Error::other)?;
    Ok(hash.to_string())
}

/// Of no password: random bytes where a hash would stand. What is said for an account that is not there is compared with it.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$Bei+UAVuTHKG7dKo9RXPiA$9+/KTjN/UuRBZ3A779TzkaK1W/3DVmmyOiZiD8aTRow";

/// Whether it is the one that was hashed. Without a hash (there is no such account, or it has no password yet) the answer is
/// no and takes as long: how long it takes tells nobody who has an account here.
pub fn verify(password: &str, stored: Option<&str>) -> std::io::Result<bool> {
    let parsed = PasswordHash::new(stored.unwrap_or(NOBODYS)).map_err(std::io::Error::other)?;
    let matches = argon2().verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(matches && stored.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let stored = hash("a heron by the lake").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("a heron by the lake", Some(&stored)).unwrap());
        for wrong in ["", "a heron by the lak", "A heron by the lake", "a heron by the lake "] {
            assert!(!verify(wrong, Some(&stored)).unwrap(), "{wrong}");
        }
        assert_ne!(stored, hash("a heron by the lake").unwrap(), "each has its own salt");
    }

    #[test]
    fn nobody_has_a_password_and_it_costs_as_much_to_find_out() {
        assert!(!verify("", None).unwrap());
        let settings = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(settings(NOBODYS), settings(&hash("a heron by the lake").unwrap()));
    }

    #[test]
    fn a_password_is_long_and_not_endless() {
        for (password, good) in [
            ("", false),
            ("hunter2", false),
            ("elevenchars", false),
            ("twelve chars", true),
            ("ääääääääääää", true),
        ] {
            assert_eq!(check(password).is_ok(), good, "{password}");
        }
        assert!(check(&"x".repeat(MAX_BYTES)).is_ok());
        assert!(check(&"x".repeat(MAX_BYTES + 1)).is_err());
    }
}
