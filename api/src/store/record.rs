//! Records are JSON: fields can be added without rewriting what is stored.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreError, Transaction};

/// Reads the record at `key`.
pub async fn read<T: DeserializeOwned>(
    transaction: &mut dyn Transaction,
    key: &[u8],
) -> Result<Option<T>, StoreError> {
    transaction.get(key).await?.as_deref().map(parse).transpose()
}

/// Sets the record at `key`.
pub fn write<T: Serialize>(
    transaction: &mut dyn Transaction,
    key: Vec<u8>,
    record: &T,
) -> Result<(), StoreError> {
    let value = serde_json::to_vec(record).map_err(|error| StoreError::Corrupt(error.into()))?;
    transaction.set(key, value);
    Ok(())
}

/// The record in `value`.
pub fn parse<T: DeserializeOwned>(value: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(value).map_err(|error| StoreError::Corrupt(error.into()))
}
