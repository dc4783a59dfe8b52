//! The problems that many routes share, for the description of the API.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

type Responses = BTreeMap<String, RefOr<Response>>;

/// Of every route with a body.
pub struct BodyProblems;

impl IntoResponses for BodyProblems {
    fn responses() -> Responses {
        problems(&[
            ("400", "The body is not JSON, or not all of it arrived"),
            ("403", "A page of another site sent this"),
            ("408", "The body did not arrive in time"),
            ("413", "The body is longer than 64 KiB"),
            ("415", "The content type is not application/json"),
            ("422", "Fields are missing, unknown or not valid; `errors` says which"),
        ])
    }
}

/// Of every route that needs a token.
pub struct TokenProblems;

impl IntoResponses for TokenProblems {
    fn responses() -> Responses {
        problems(&[
            ("401", "No token, or not a valid one"),
            ("403", "The token came in a cookie and the request from another site"),
        ])
    }
}

/// Of every route that changes something and needs neither body nor token.
pub struct CrossSiteProblem;

impl IntoResponses for CrossSiteProblem {
    fn responses() -> Responses {
        problems(&[("403", "A page of another site sent this")])
    }
}

/// Of the login.
pub struct LoginProblem;

impl IntoResponses for LoginProblem {
    fn responses() -> Responses {
        problems(&[("401", "The e-mail address or the password is wrong")])
    }
}

/// Of every route that asks the store or the cluster.
pub struct OutageProblems;

impl IntoResponses for OutageProblems {
    fn responses() -> Responses {
        problems(&[("503", "The store or the cluster does not answer; see Retry-After")])
    }
}

/// Of every route that names one object.
pub struct MissingProblem;

impl IntoResponses for MissingProblem {
    fn responses() -> Responses {
        problems(&[("404", "There is none of that name, or it belongs to someone else")])
    }
}

/// Of every route that is throttled.
pub struct ThrottleProblem;

impl IntoResponses for ThrottleProblem {
    fn responses() -> Responses {
        problems(&[("429", "Too many attempts; see Retry-After")])
    }
}

/// Of every route that can meet something in its way.
pub struct ConflictProblem;

impl IntoResponses for ConflictProblem {
    fn responses() -> Responses {
        problems(&[(
            "409",
            "The name is taken, what has it is being deleted, or the pool's quota is used up; \
             `errors` has the numbers then",
        )])
    }
}

/// Of every route that needs rights which not every installation has.
pub struct RightsProblem;

impl IntoResponses for RightsProblem {
    fn responses() -> Responses {
        problems(&[("501", "The API was installed without rights on what is in no namespace")])
    }
}

/// Of every route for pods.
pub struct PodProblems;

impl IntoResponses for PodProblems {
    fn responses() -> Responses {
        problems(&[
            ("401", "No token of a running pod that is meant for this API"),
            ("404", "No workspace has the pod"),
            ("429", "Too many calls; see Retry-After"),
        ])
    }
}

/// Of every route for the operator.
pub struct OperatorProblems;

impl IntoResponses for OperatorProblems {
    fn responses() -> Responses {
        problems(&[
            ("401", "No token of the operator's account that is meant for this API"),
            ("429", "Too many calls; see Retry-After"),
        ])
    }
}

/// Of every route.
pub struct DefaultProblem;

impl IntoResponses for DefaultProblem {
    fn responses() -> Responses {
        problems(&[("default", "Anything else that went wrong")])
    }
}

fn problems(of: &[(&str, &str)]) -> Responses {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    of.iter()
        .map(|(status, description)| {
            let response = ResponseBuilder::new()
                .description(*description)
                .content("application/problem+json", content())
                .build();
            ((*status).to_owned(), response.into())
        })
        .collect()
}
