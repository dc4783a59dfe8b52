//! Who asks, and whether the workspace is theirs.

use std::sync::Arc;

use coditect_token::{Claims, extract};
use http::request::Parts;

use crate::gateway::Gateway;
use crate::origin;
use crate::refusal::Refusal;
use crate::route::{Route, WorkspaceKey};
use crate::upgrade;

/// The claims of the request's token, good at `now`.
pub async fn authenticate(
    gateway: &Gateway,
    request: &Parts,
    host: &str,
    now: u64,
) -> Result<Claims, Refusal> {
    let presented = extract(&request.headers).ok_or(Refusal::NoToken)?;
    let claims = gateway.keys.verify(presented.token(), now).await?;
    let is_upgrade = upgrade::requested(&request.headers).is_some();
    if origin::matters(&request.method, presented, is_upgrade)
        && !origin::is_own(&request.headers, gateway.config.public_url.scheme(), host)
    {
        return Err(Refusal::ForeignOrigin);
    }
    Ok(claims)
}

/// The workspace that the host names, or else the one of the session, or else the only one that
/// the user has. It exists and is theirs.
pub fn authorize(
    gateway: &Gateway,
    named: Option<&WorkspaceKey>,
    claims: &Claims,
) -> Result<Arc<Route>, Refusal> {
    let of_session = || claims.workspace().map(|(ns, name)| WorkspaceKey::new(ns, name));
    let Some(key) = named.cloned().or_else(of_session) else {
        return only_workspace(gateway, &claims.sub);
    };
    let route = gateway.routes.borrow().get(&key);
    let route = route.ok_or(Refusal::NoSuchWorkspace(key))?;
    if route.owner == claims.sub { Ok(route) } else { Err(Refusal::NotOwner) }
}

fn only_workspace(gateway: &Gateway, user: &str) -> Result<Arc<Route>, Refusal> {
    let theirs = gateway.routes.borrow().owned_by(user);
    let url_of = |route: &Arc<Route>| {
        gateway.config.public_url.workspace(&route.key.name, &route.key.namespace)
    };
    match theirs.as_slice() {
        [] => Err(Refusal::NoWorkspace),
        [only] => Ok(Arc::clone(only)),
        several => Err(Refusal::SeveralWorkspaces(several.iter().map(url_of).collect())),
    }
}
