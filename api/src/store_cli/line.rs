//! The lines of an export: first what it is, then a record each, then how many there were.
//!
//! ```text
//! {"export":"coditect.ai/store/v1","at":"2026-11-25T09:00:00Z"}
//! {"key":["u","0194…"],"text":"{\"id\":\"0194…\",…}"}
//! {"records":1}
//! ```

use base64::prelude::{BASE64_STANDARD as BASE64, Engine as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::tuple::{NotATuple, Part, VERSION_LENGTH, pack, unpack};

/// What an export says that it is.
pub const FORMAT: &str = "coditect.ai/store/v1";

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// [`FORMAT`].
    pub export: String,
    /// When it was made.
    pub at: Timestamp,
}

/// The last line: without it, the file was cut off.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tail {
    /// How many there are.
    pub records: usize,
}

/// A line in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    key: Vec<KeyPart>,
    #[serde(flatten)]
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum KeyPart {
    Text(String),
    Number(u64),
    Bytes { bytes: String },
    Version { version: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Value {
    Text(String),
    Bytes(String),
}

/// A key to write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// This one.
    At(Vec<u8>),
    /// This, and then the version of the commit: the place of an entry of a log, whose number means
    /// nothing in another store but whose order does.
    InOrder(Vec<u8>),
}

impl Record {
    /// Of a key and its value.
    pub fn new(key: &[u8], value: Vec<u8>) -> Result<Self, NotATuple> {
        let key = unpack(key)?.into_iter().map(KeyPart::from).collect();
        let value = match String::from_utf8(value) {
            Ok(text) => Value::Text(text),
            Err(other) => Value::Bytes(BASE64.encode(other.as_bytes())),
        };
        Ok(Self { key, value })
    }

    /// Where it goes, and what.
    pub fn into_pair(self) -> Result<(Place, Vec<u8>), NotATuple> {
        let mut parts = self.key.into_iter().map(Part::try_from).collect::<Result<Vec<_>, _>>()?;
        let place = if let Some(Part::Version(_)) = parts.last() {
            parts.pop();
            Place::InOrder(pack(&parts))
        } else {
            Place::At(pack(&parts))
        };
        let value = match self.value {
            Value::Text(text) => text.into_bytes(),
            Value::Bytes(bytes) => BASE64.decode(bytes).map_err(|_| NotATuple)?,
        };
        Ok((place, value))
    }
}

impl From<Part> for KeyPart {
    fn from(part: Part) -> Self {
        match part {
            Part::Text(text) => Self::Text(text),
            Part::Number(number) => Self::Number(number),
            Part::Bytes(bytes) => Self::Bytes { bytes: BASE64.encode(bytes) },
            Part::Version(version) => Self::Version { version: BASE64.encode(version) },
        }
    }
}

impl TryFrom<KeyPart> for Part {
    type Error = NotATuple;

    fn try_from(part: KeyPart) -> Result<Self, NotATuple> {
        let decode = |text: String| BASE64.decode(text).map_err(|_| NotATuple);
        Ok(match part {
            KeyPart::Text(text) => Self::Text(text),
            KeyPart::Number(number) => Self::Number(number),
            KeyPart::Bytes { bytes } => Self::Bytes(decode(bytes)?),
            KeyPart::Version { version } => {
                let version: [u8; VERSION_LENGTH] =
                    decode(version)?.try_into().map_err(|_| NotATuple)?;
                Self::Version(version)
            }
        })
    }
}
