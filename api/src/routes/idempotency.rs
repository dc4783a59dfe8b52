//! What routes that take an `Idempotency-Key` have in common.

use crate::error::ApiError;
use crate::http::Caller;
use crate::idempotency::Request;
use crate::state::State;

/// The request as it is known: this one, or the same that came before.
pub async fn begin(
    state: &State,
    caller: &Caller,
    key: &str,
    request: Request,
) -> Result<Request, ApiError> {
    let known = state.requests.begin(&caller.user.id, key, request, caller.at).await?;
    known.ok_or_else(|| ApiError::field("Idempotency-Key", "was used for another request"))
}
