//! Lengths of time and amounts, as the resource definition takes them.

/// What is wrong with a length of time: whole hours, minutes and seconds, in this order, and not
/// none at all.
pub fn check_duration(text: &str) -> Result<(), &'static str> {
    let mut rest = text;
    for unit in ['h', 'm', 's'] {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(digits..).and_then(|after| after.strip_prefix(unit));
        if let Some(after) = after.filter(|_| (1..=5).contains(&digits)) {
            rest = after;
        }
    }
    let is_some_time = text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let is_good = rest.is_empty() && is_some_time;
    if is_good { Ok(()) } else { Err("must be a length of time above zero, such as 30m or 1h30m") }
}

/// What follows the number of a quantity.
const SUFFIXES: &[&str] =
    &["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// What is wrong with an amount of CPU or memory.
pub fn check_quantity(text: &str) -> Result<(), &'static str> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let (number, suffix) = text.split_at(text.find(|c| !is_number(c)).unwrap_or(text.len()));
    let is_some = number.contains(|c: char| c.is_ascii_digit() && c != '0');
    let is_exponent =
        suffix.strip_prefix(['e', 'E']).is_some_and(|power| power.parse::<i8>().is_ok());
    let is_good = text.len() <= 32
        && is_some
        && number.matches('.').count() <= 1
        && (SUFFIXES.contains(&suffix) || is_exponent);
    if is_good { Ok(()) } else { Err("must be a quantity above zero, such as 2, 500m or 4Gi") }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("30m", true)]
    #[case("1h30m", true)]
    #[case("99999h59m1s", true)]
    #[case("90s", true)]
    #[case("", false)]
    #[case("0s", false)]
    #[case("0h0m", false)]
    #[case("30", false)]
    #[case("30m1h", false)]
    #[case("1.5h", false)]
    #[case("-1h", false)]
    #[case("100000h", false)]
    #[case("1d", false)]
    fn lengths_of_time_are_hours_minutes_and_seconds(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(check_duration(text).is_ok(), taken);
    }

    #[rstest]
    #[case("2", true)]
    #[case("500m", true)]
    #[case("0.5", true)]
    #[case("4Gi", true)]
    #[case("1e3", true)]
    #[case("", false)]
    #[case("0", false)]
    #[case("0.0Gi", false)]
    #[case("-1", false)]
    #[case("4GB", false)]
    #[case("1.2.3", false)]
    #[case("many", false)]
    #[case("Gi", false)]
    fn quantities_are_those_of_kubernetes(#[case] text: &str, #[case] taken: bool) {
        assert_eq!(check_quantity(text).is_ok(), taken);
    }
}
