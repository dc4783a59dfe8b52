//! The command line. Every option may be given in the environment instead.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use coditect_service::PublicUrl;
use coditect_service::logs::LogFormat;
use ipnet::IpNet;

/// Accounts, tokens, sessions and workspaces over HTTP.
#[derive(Debug, Parser)]
#[command(name = "coditect-api", version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Address to serve on.
    #[arg(long, env = "CODITECT_API_LISTEN", default_value = "0.0.0.0:8080")]
    pub listen: SocketAddr,

    /// Address for /metrics.
    #[arg(long, env = "CODITECT_API_METRICS_LISTEN", default_value = "0.0.0.0:9090")]
    pub metrics_listen: SocketAddr,

    /// Where everything but workspaces is kept.
    #[command(flatten)]
    pub store: StoreArgs,

    /// The Ed25519 key (PKCS #8 PEM) that signs tokens; default: signing-key.pem in the data
    /// directory, made when absent.
    #[arg(long, env = "CODITECT_SIGNING_KEY_FILE")]
    pub signing_key_file: Option<PathBuf>,

    /// The keys that seal git credentials, one `<number> <32 bytes in base64>` a line, of which the
    /// highest number seals; default: credentials-key in the data directory, made when absent.
    #[arg(long, env = "CODITECT_CREDENTIALS_KEY_FILE")]
    pub credentials_key_file: Option<PathBuf>,

    /// The namespace of the Workspaces.
    #[arg(long, env = "CODITECT_NAMESPACE", default_value = "default")]
    pub namespace: String,

    /// The `IdePool` of workspaces that name none.
    #[arg(long, env = "CODITECT_DEFAULT_POOL", default_value = "coditect-combined")]
    pub default_pool: String,

    /// Where people reach the gateway; also the issuer of tokens and the domain of cookies.
    #[arg(long, env = "CODITECT_PUBLIC_URL", default_value = "http://coditect.localhost:8080")]
    pub public_url: PublicUrl,

    /// The longest that the creation of a session waits for its workspace, in seconds.
    #[arg(long, env = "CODITECT_READY_WAIT", default_value = "60", value_parser = seconds)]
    pub ready_wait: Duration,

    /// The account of the operator, which may ask who is at work, such as
    /// system:serviceaccount:coditect:coditect-operator. Without it nobody may, and no workspace
    /// is suspended for lack of use.
    #[arg(long, env = "CODITECT_OPERATOR_ACCOUNT")]
    pub operator_account: Option<String>,

    /// Networks of proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(
        long,
        env = "CODITECT_TRUSTED_PROXIES",
        default_value = "127.0.0.0/8,::1/128",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<IpNet>,

    /// Login attempts a minute for one account.
    #[arg(long, env = "CODITECT_LOGINS_PER_ACCOUNT", default_value = "30")]
    pub logins_per_account: NonZeroU32,

    /// Login and registration attempts a minute from one address.
    #[arg(long, env = "CODITECT_LOGINS_PER_ADDRESS", default_value = "300")]
    pub logins_per_address: NonZeroU32,

    /// How to write log lines.
    #[arg(long, env = "CODITECT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Human)]
    pub log_format: LogFormat,
}

/// Where everything but workspaces is kept.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct StoreArgs {
    /// Directory of the embedded store and, unless given elsewhere, the keys. Made when absent.
    #[arg(long, env = "CODITECT_DATA_DIR", default_value = "/var/lib/coditect")]
    pub data_dir: PathBuf,

    /// Keep data in the FoundationDB cluster of this cluster file, of which a copy is kept in the
    /// data directory; default: a file in the data directory.
    #[arg(long, env = "FDB_CLUSTER_FILE")]
    pub fdb_cluster_file: Option<PathBuf>,

    /// With which all keys in FoundationDB begin, where others use the same cluster. Theirs must
    /// not begin with it.
    #[arg(long, env = "CODITECT_FDB_KEY_PREFIX", default_value = "")]
    pub fdb_key_prefix: String,
}

/// What the program can do besides serving.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Print the description of the API (an OpenAPI document) and exit.
    Openapi,
    /// Look after what is kept. An embedded store can only be opened while no API has it open.
    Store {
        /// Which.
        #[command(flatten)]
        args: StoreArgs,
        /// What to do.
        #[command(subcommand)]
        command: StoreCommand,
    },
}

/// What can be done with a store.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum StoreCommand {
    /// Write every record to a file, a line each. Stop the API before, or what is written meanwhile
    /// may be torn apart. The file is as secret as the store: it has password hashes.
    Export {
        /// A new file; standard output when absent.
        file: Option<PathBuf>,
    },
    /// Read an export, of this or another kind of store, into an empty one.
    Import {
        /// The file; standard input when absent.
        file: Option<PathBuf>,
        /// Remove first what the store has.
        #[arg(long)]
        replace: bool,
    },
    /// Print what people did with their accounts in the last 90 days, one JSON object a line.
    Audit,
}

fn seconds(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
        let args = Args::parse_from(["coditect-api", "--ready-wait", "5"]);
        assert_eq!(args.ready_wait, Duration::from_secs(5));
        assert_eq!(args.trusted_proxies.len(), 2);
        assert_eq!(args.command, None);
    }

    #[test]
    fn the_description_needs_no_options() {
        let args = Args::parse_from(["coditect-api", "openapi"]);
        assert_eq!(args.command, Some(Command::Openapi));
        let args = Args::parse_from(["coditect-api", "store", "--data-dir", "d", "export"]);
        let Some(Command::Store { args, command }) = args.command else { panic!() };
        assert_eq!((args.data_dir, command), ("d".into(), StoreCommand::Export { file: None }));
    }
}
