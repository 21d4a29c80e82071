//! Phone numbers: digits without the code of the country.

pub fn canonical(raw: &str, out: &mut String) {
    out.extend(
        raw.chars()
            .filter_map(|char| char.to_digit(10).or_else(|| wide(char)))
            .filter_map(|digit| char::from_digit(digit, 10)),
    );
    for code in ["0086", "86"] {
        // A mobile number has eleven digits and begins with 1.
        if out.len() == code.len() + 11 && out.starts_with(code) {
            out.drain(..code.len());
        }
    }
    // Fewer digits are an extension or a slip that says nothing; one digit over and over is a filler.
    let first = out.as_bytes().first().copied();
    if out.len() < 7 || out.bytes().all(|byte| Some(byte) == first) {
        out.clear();
    }
}

fn wide(char: char) -> Option<u32> {
    ('\u{ff10}'..='\u{ff19}').contains(&char).then(|| u32::from(char) - 0xff10)
}
