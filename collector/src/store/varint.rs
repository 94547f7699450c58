//! Numbers in as few bytes as they need: seven bits in each, the lowest first.

pub(super) fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Takes one off. `None`: there is none.
pub(super) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// One that may be below 0: the small ones, too, are short.
pub(super) fn put_signed(bytes: &mut Vec<u8>, value: i64) {
    put(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

pub(super) fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    take(bytes).map(|value| (value >> 1) as i64 ^ -((value & 1) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_what_was_put() {
        let mut bytes = Vec::new();
        let unsigned = [0, 127, 128, 16_383, 16_384, u64::MAX];
        let signed = [0, -1, 63, -64, 64, i64::MIN, i64::MAX];
        unsigned.into_iter().for_each(|value| put(&mut bytes, value));
        signed.into_iter().for_each(|value| put_signed(&mut bytes, value));
        let rest = &mut &bytes[..];
        assert_eq!(unsigned.map(|_| take(rest)), unsigned.map(Some));
        assert_eq!(signed.map(|_| take_signed(rest)), signed.map(Some));
        assert_eq!(
            (take(rest), take(&mut &[0x80][..]), take(&mut &[0xff; 12][..])),
            (None, None, None)
        );
    }
}
