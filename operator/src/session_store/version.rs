//! Versions of FoundationDB, and which of them can take over from which.

use std::fmt;
use std::str::FromStr;

/// `major.minor.patch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// The version at the beginning of an image's tag.
    #[must_use]
    pub fn of_image(image: &str) -> Option<Self> {
        let without_digest = image.split_once('@').map_or(image, |(name, _)| name);
        let (_, tag) = without_digest.rsplit_once(':')?;
        let numbers = tag.split(['-', '_']).next().unwrap_or_default();
        numbers.splitn(4, '.').take(3).collect::<Vec<_>>().join(".").parse().ok()
    }

    /// Whether processes of both can be in one cluster. Those of two minor versions do not even
    /// talk to each other.
    #[must_use]
    pub const fn mixes_with(self, other: Self) -> bool {
        self.major == other.major && self.minor == other.minor
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        match parts.as_deref() {
            Ok(&[major, minor, patch]) => Ok(Self { major, minor, patch }),
            _ => Err(format!("{text:?} is not of the form 7.4.6")),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_an_image_tells_its_version() {
        let version = |image| Version::of_image(image).map(|v| v.to_string());
        for image in [
            "foundationdb:7.4.6",
            "registry:5000/a/foundationdb:7.4.6-debian",
            "foundationdb:7.4.6.1",
            "docker.io/coditect/foundationdb:7.4.6@sha256:0123",
        ] {
            assert_eq!(version(image).as_deref(), Some("7.4.6"), "{image}");
        }
        assert_eq!(version("registry:5000/foundationdb"), None);
    }

    #[test]
    fn patch_versions_mix_and_minor_versions_do_not() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("7.4.6").mixes_with(version("7.4.1")));
        assert!(!version("7.4.6").mixes_with(version("7.3.77")));
        assert!(version("7.4.6") < version("7.4.10"));
    }
}
