//! Kubernetes quantities as numbers, to compare them.

/// The number that a quantity such as `1.5Gi` or `500m` stands for; exact up to 8 PiB.
#[must_use]
pub fn amount(text: &str) -> Option<f64> {
    let unit = text.find(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'));
    let (number, unit) = text.split_at(unit.unwrap_or(text.len()));
    // `E` alone is a unit, `1e3` is a number.
    let (number, unit) = match number.strip_suffix('E') {
        Some(number) => (number, if unit == "i" { "Ei" } else { "E" }),
        None => (number, unit),
    };
    let factor = match unit {
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024_f64.powi(2),
        "Gi" => 1024_f64.powi(3),
        "Ti" => 1024_f64.powi(4),
        "Pi" => 1024_f64.powi(5),
        "Ei" => 1024_f64.powi(6),
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}

/// The whole bytes that a quantity stands for; zero for what is none.
#[must_use]
pub fn bytes(text: &str) -> u64 {
    whole(amount(text))
}

/// The thousandths of a core, the smallest share there is, that a quantity stands for.
#[must_use]
pub fn millicores(text: &str) -> u64 {
    whole(amount(text).map(|cores| cores * 1000.0))
}

fn whole(amount: Option<f64>) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
    let whole = amount.unwrap_or_default().max(0.0).ceil() as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn different_spellings_of_an_amount_are_the_same() {
        for (one, other) in [("1", "1000m"), ("1Gi", "1024Mi"), ("1.5Gi", "1536Mi"), ("2e3", "2k")]
        {
            assert_eq!(amount(one), amount(other), "{one} {other}");
        }
        assert!(amount("10Gi") < amount("10.1Gi"));
        assert_eq!((amount("1Ei"), amount("2E")), (Some(1024_f64.powi(6)), Some(2e18)));
        assert_eq!((amount("ten"), amount("")), (None, None));
    }
}
