//! Random secrets: shown once, stored as hashes.

/// A secret and the hash under which it is stored.
#[derive(Debug)]
pub struct Secret {
    pub text: String,
    pub hash: [u8; 32],
}

impl Secret {
    /// 160 random bits behind a prefix that says what it is (secret scanners look for one).
    pub fn draw(prefix: &str) -> std::io::Result<Self> {
        Self::of_bytes::<20>(prefix)
    }

    /// 256 random bits, for a sign-in.
    pub fn draw_long() -> std::io::Result<Self> {
        Self::of_bytes::<32>("")
    }

    fn of_bytes<const BYTES: usize>(prefix: &str) -> std::io::Result<Self> {
        let mut random = [0; BYTES];
        getrandom::fill(&mut random).map_err(std::io::Error::other)?;
        let mut text = prefix.to_owned();
        for byte in random {
            text.push_str(&format!("{byte:02x}"));
        }
        let hash = hash(&text);
        Ok(Self { text, hash })
    }
}

/// A secret has 160 random bits or more, so one fast hash is as good as a slow one.
pub fn hash(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}
