//! What people and their workspaces are called.

/// Longest display name, in characters.
const MAX_CHARACTERS: usize = 100;

/// What is wrong with `name`, for people. Space around it does not count.
pub fn check_display_name(name: &str) -> Result<(), &'static str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_CHARACTERS {
        return Err("must be 1 to 100 characters long");
    }
    if name.contains(char::is_control) {
        return Err("must not contain control characters");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada", true)]
    #[case(" Ада Лавлейс ", true)]
    #[case("", false)]
    #[case(" \t ", false)]
    #[case("a\nb", false)]
    fn names_are_words_on_one_line(#[case] name: &str, #[case] taken: bool) {
        assert_eq!(check_display_name(name).is_ok(), taken);
    }

    #[test]
    fn names_have_a_hundred_characters_at_most() {
        assert!(check_display_name(&"ä".repeat(100)).is_ok());
        assert!(check_display_name(&"ä".repeat(101)).is_err());
    }
}
