//! What an operator learns late that is one of two: who has which slot, and what the workspaces are
//! that the other one looks after.
//!
//! So each of the two acts at once where the other does not, and takes slots for free that the other
//! has just given away: what they do to each other does not depend on who is quicker.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use http_body::Frame;
use http_body_util::{BodyDataStream, StreamBody};
use kube::client::DynBody;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::codec::{FramedRead, LinesCodec};
use tokio_util::io::StreamReader;
use tower::BoxError;

/// How late: longer than another takes to give a slot away and to say so.
const LATE: Duration = Duration::from_secs(1);

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// It looks after workspaces `a`, `c` and so on.
    First,
    /// It looks after the others.
    Second,
}

impl Rival {
    /// The body of its watch of what is at `path`.
    pub fn sees(self, path: &str, body: Box<DynBody>) -> Box<DynBody> {
        if path.ends_with("/persistentvolumeclaims") {
            Box::new(StreamBody::new(Box::pin(late(body, |_| true))))
        } else if path.ends_with("/workspaces") {
            Box::new(StreamBody::new(Box::pin(late(body, move |event| !self.looks_after(event)))))
        } else {
            body
        }
    }

    fn looks_after(self, event: &str) -> bool {
        let event: Value = serde_json::from_str(event).unwrap_or_default();
        let name = event.pointer("/object/metadata/name").and_then(Value::as_str);
        let is_of_second = name.is_some_and(|name| name.bytes().all(|byte| byte % 2 == 0));
        is_of_second == (self == Self::Second)
    }
}

/// The events of a watch, in the order in which they came but for those that are late.
fn late(
    body: Box<DynBody>,
    is_late: impl Fn(&str) -> bool,
) -> impl Stream<Item = Result<Frame<Bytes>, BoxError>> {
    let bytes = BodyDataStream::new(body).map_err(io::Error::other);
    let lines = FramedRead::new(StreamReader::new(bytes), LinesCodec::new());
    let state = (lines, VecDeque::<(Instant, String)>::new(), is_late);
    stream::unfold(state, |(mut lines, mut waiting, is_late)| async move {
        let line = loop {
            let due = waiting.front().map(|(due, _)| *due);
            tokio::select! {
                line = lines.next() => match line? {
                    Ok(line) if is_late(&line) => waiting.push_back((Instant::now() + LATE, line)),
                    other => break other,
                },
                () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                    let (_, line) = waiting.pop_front()?;
                    break Ok(line);
                }
            }
        };
        let frame = line.map(|line| Frame::data(format!("{line}\n").into()));
        Some((frame.map_err(BoxError::from), (lines, waiting, is_late)))
    })
}
