package io.vigil.node.config;

import static io.vigil.node.config.SettingType.bool;
import static io.vigil.node.config.SettingType.choice;
import static io.vigil.node.config.SettingType.endpoint;
import static io.vigil.node.config.SettingType.list;
import static io.vigil.node.config.SettingType.number;
import static io.vigil.node.config.SettingType.onOff;
import static io.vigil.node.config.SettingType.path;
import static io.vigil.node.config.SettingType.text;

import io.vigil.node.config.NodeConfig.OnUnsupported;
import io.vigil.storage.state.HistoryMode;
import io.vigil.timesync.Mode;
import io.vigil.timesync.udp.NtpServer;
import io.vigil.types.MalformedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The one table of settings: file, environment, flags, help and {@code config show} all come from it. */
public final class Settings {
    /** The admin port is this far above the JSON-RPC port unless set. */
    public static final int ADMIN_OFFSET = 1_000;

    private static final long MAX_PORT = 65_535;

    private static final long MEBIBYTE = 1 << 20;
    private static final long MAX_MEBIBYTES = 1 << 20;

    public static final Setting<Endpoint> P2P_LISTEN =
            Setting.of("p2p.listen", endpoint(), "0.0.0.0:30303", "where the mesh of nodes listens");
    public static final Setting<Endpoint> P2P_ADVERTISE = Setting.following(
            "p2p.advertise",
            endpoint(),
            "p2p.listen",
            resolved -> resolved.entry(P2P_LISTEN).text(),
            "the address that other nodes are told");
    public static final Setting<List<PeerAddress>> P2P_PEERS = Setting.of(
            "p2p.peers",
            list(new SettingType<>("id@host:port", SettingType.TomlForm.STRING, PeerAddress::parse)),
            "",
            "nodes to connect to at start");
    public static final Setting<Long> P2P_OTHERS =
            Setting.of("p2p.others", number(0, 1_000), "32", "connections to nodes that are no validators");

    public static final Setting<Long> P2P_LINKS_PER_IP =
            Setting.of("p2p.links_per_ip", number(1, 10_000), "8", "incoming connections from one address");
    public static final Setting<Long> P2P_MAX_BACK_OFF = Setting.of(
            "p2p.max_back_off_ms", number(100, 600_000), "30000", "longest wait between attempts to reach a node");

    public static final Setting<Endpoint> RPC_LISTEN =
            Setting.of("rpc.listen", endpoint(), "127.0.0.1:8545", "where JSON-RPC listens, HTTP and WebSocket");
    public static final Setting<Boolean> RPC_ANY_ORIGIN =
            Setting.of("rpc.any_origin", bool(), "false", "let pages of any web site call; for development");
    public static final Setting<List<String>> RPC_HOSTS = Setting.of(
            "rpc.hosts", list(text()), "", "names by which clients may call, beside localhost and addresses");
    public static final Setting<Boolean> RPC_UNLOCK_DEVELOPMENT_ACCOUNTS = Setting.of(
            "rpc.unlock_development_accounts",
            bool(),
            "false",
            "sign for the ten accounts of the well-known mnemonic, on loopback only");

    public static final Setting<Long> ADMIN_PORT = Setting.following(
            "admin.port",
            number(0, MAX_PORT),
            "the port of rpc.listen + " + ADMIN_OFFSET,
            resolved -> Integer.toString(adminPort(resolved.value(RPC_LISTEN).port())),
            "metrics, health and dashboard, on loopback only");

    public static final Setting<Long> STORAGE_BLOCK_CACHE =
            megabytes("storage.block_cache_mb", 8, "256", "memory for blocks of the database");
    public static final Setting<Long> STORAGE_NODE_CACHE =
            megabytes("storage.node_cache_mb", 8, "128", "memory for nodes of the state tree");
    public static final Setting<Long> STORAGE_WAL =
            megabytes("storage.wal_mb", 16, "256", "size of the write-ahead log at which the database writes out");
    public static final Setting<Long> STORAGE_DISK_RESERVE =
            megabytes("storage.disk_reserve_mb", 0, "1024", "free space below which the node stops writing");

    public static final Setting<HistoryMode> STORAGE_HISTORY = Setting.of(
            "storage.history",
            choice(HistoryMode.class),
            "pruned",
            "states that can be read: those of the last 1024 blocks, or archive for all from now on");
    public static final Setting<Long> SNAPSHOTS_EVERY = Setting.of(
            "snapshots.every_blocks",
            number(0, 1_000_000_000),
            "3600",
            "make a snapshot at the first end of an epoch after so many blocks; 0: none");
    public static final Setting<Long> SNAPSHOTS_KEEP =
            Setting.of("snapshots.keep", number(1, 1_000), "2", "snapshots made by schedule that stay");
    public static final Setting<Long> SNAPSHOTS_BUDGET =
            megabytes("snapshots.budget_mb", 1, "102400", "disk for those that stay; the newest does in any case");
    public static final Setting<Long> SNAPSHOTS_MAKE_RATE = megabytes(
            "snapshots.make_mb_s", 0, "40", "records per second while one is made by schedule, 0 for no limit");
    public static final Setting<Long> SNAPSHOTS_SERVE_RATE =
            megabytes("snapshots.serve_mb_s", 0, "25", "what peers get of them per second, 0 for nothing");
    public static final Setting<Long> SNAPSHOTS_SYNC_BEHIND = Setting.of(
            "snapshots.sync_behind",
            number(0, 1_000_000_000),
            "10000",
            "blocks behind peers from which on one of theirs is taken in place of blocks; 0: never");

    public static final Setting<Mode> TIMESYNC_MODE = Setting.of(
            "timesync.mode",
            new SettingType<>(
                    "one of " + Mode.words(),
                    SettingType.TomlForm.STRING,
                    text -> Mode.parse(text)
                            .orElseThrow(() -> new MalformedException("'" + text + "' is not one of " + Mode.words()))),
            "system",
            "which clocks are asked");
    public static final Setting<Boolean> TIMESYNC_CORRECTION =
            Setting.of("timesync.correction", onOff(), "off", "let a measured offset slew the clock, within 500 ms");
    public static final Setting<Long> TIMESYNC_MANUAL_OFFSET =
            Setting.of("timesync.manual_offset_ms", number(-500, 500), "0", "offset in mode manual");
    public static final Setting<Boolean> TIMESYNC_MONITORING = Setting.of(
            "timesync.monitoring", onOff(), "on", "ask the sources and alarm, whether or not they may correct");
    public static final Setting<List<NtpServer>> TIMESYNC_NTP_SERVERS = Setting.of(
            "timesync.ntp_servers",
            list(new SettingType<>(
                    "host[:port] [operator=NAME] [smear]", SettingType.TomlForm.STRING, NtpServer::parse)),
            "",
            "NTP servers");
    public static final Setting<Path> TIMESYNC_ROUGHTIME_LIST = Setting.of(
            "timesync.roughtime_list",
            path(),
            "roughtime.json",
            "roughtime servers and keys, as the ecosystem lists them");
    public static final Setting<Long> TIMESYNC_NTP_POLL =
            Setting.of("timesync.ntp_poll_s", number(1, 86_400), "64", "time between questions to an NTP server");
    public static final Setting<Long> TIMESYNC_ROUGHTIME_POLL = Setting.of(
            "timesync.roughtime_poll_s", number(1, 86_400), "900", "time between rounds of the roughtime servers");
    public static final Setting<Long> TIMESYNC_DRIFT = Setting.of(
            "timesync.drift_ppm", number(0, 10_000), "50", "how fast an unattended clock goes wrong; 200 on a VM");

    public static final Setting<List<URI>> ETH1_ENDPOINTS = Setting.of(
            "eth1.endpoints",
            list(new SettingType<>("http(s)://host[:port]/…", SettingType.TomlForm.STRING, Settings::httpUrl)),
            "",
            "JSON-RPC of nodes of the chain whose deposits count");
    public static final Setting<Long> ETH1_AGREE = Setting.of(
            "eth1.agree",
            number(0, 100),
            "0",
            "endpoints that must answer alike before a vote; 0: all of one or two, two of more");
    public static final Setting<Long> ETH1_DEPTH = Setting.of(
            "eth1.depth", number(0, 100_000), "0", "blocks below the head that count as final; 0: the tag 'finalized'");
    public static final Setting<Long> ETH1_POLL =
            Setting.of("eth1.poll_ms", number(50, 3_600_000), "6000", "time between looks for new blocks");
    public static final Setting<Long> ETH1_RANGE =
            Setting.of("eth1.range_blocks", number(1, 100_000), "1000", "widest range of logs asked for");
    public static final Setting<Long> ETH1_REQUESTS =
            Setting.of("eth1.requests_per_second", number(1, 100_000), "20", "most that one endpoint is asked");
    public static final Setting<Path> ETH1_SNAPSHOT = Setting.of(
            "eth1.snapshot", path(), "deposits.ssz", "EIP-4881 snapshot to begin from, SSZ or JSON, if it exists");
    public static final Setting<Boolean> ETH1_SLOTS = Setting.of(
            "eth1.slots",
            bool(),
            "false",
            "begin from the contract's storage, proved by eth_getProof, without old logs");

    public static final Setting<Boolean> KEYS_VALIDATES =
            Setting.of("keys.validates", bool(), "true", "false for an observer, which has no validator key");
    public static final Setting<Path> KEYS_VALIDATOR =
            Setting.of("keys.validator", path(), "keys/validator.json", "the validator's keystore (EIP-2335)");
    public static final Setting<Path> KEYS_PASSWORD_FILE =
            Setting.of("keys.password_file", path(), "keys/validator.password", "file with the keystore's password");

    public static final Setting<Boolean> KEYS_VOLATILE_SIGNER = Setting.of(
            "keys.volatile_signer",
            bool(),
            "false",
            "accept signer/ where it is gone with the container or the power; for development");

    public static final Setting<LogLevel> LOG_LEVEL =
            Setting.of("log.level", choice(LogLevel.class), "info", "least level that is logged");
    public static final Setting<Boolean> LOG_JSON = Setting.of("log.json", bool(), "false", "one JSON object per line");
    public static final Setting<Long> LOG_FILE = megabytes("log.file_mb", 1, "64", "size at which a log file rotates");
    public static final Setting<Long> LOG_FILES =
            Setting.of("log.files", number(1, 100), "8", "rotated log files that are kept");

    /** What may be written for {@link #LOG_LEVEL}. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    public static final Setting<OnUnsupported> UPGRADE_ON_UNSUPPORTED = Setting.of(
            "upgrade.on_unsupported",
            choice(OnUnsupported.class),
            "stay",
            "where the chain speaks a protocol version that this release lacks: stay readable, or exit with 78");

    private static final List<Setting<?>> ALL = List.of(
            P2P_LISTEN,
            P2P_ADVERTISE,
            P2P_PEERS,
            P2P_OTHERS,
            P2P_LINKS_PER_IP,
            P2P_MAX_BACK_OFF,
            RPC_LISTEN,
            RPC_ANY_ORIGIN,
            RPC_HOSTS,
            RPC_UNLOCK_DEVELOPMENT_ACCOUNTS,
            ADMIN_PORT,
            STORAGE_BLOCK_CACHE,
            STORAGE_NODE_CACHE,
            STORAGE_WAL,
            STORAGE_DISK_RESERVE,
            STORAGE_HISTORY,
            SNAPSHOTS_EVERY,
            SNAPSHOTS_KEEP,
            SNAPSHOTS_BUDGET,
            SNAPSHOTS_MAKE_RATE,
            SNAPSHOTS_SERVE_RATE,
            SNAPSHOTS_SYNC_BEHIND,
            TIMESYNC_MODE,
            TIMESYNC_CORRECTION,
            TIMESYNC_MANUAL_OFFSET,
            TIMESYNC_MONITORING,
            TIMESYNC_NTP_SERVERS,
            TIMESYNC_ROUGHTIME_LIST,
            TIMESYNC_NTP_POLL,
            TIMESYNC_ROUGHTIME_POLL,
            TIMESYNC_DRIFT,
            ETH1_ENDPOINTS,
            ETH1_AGREE,
            ETH1_DEPTH,
            ETH1_POLL,
            ETH1_RANGE,
            ETH1_REQUESTS,
            ETH1_SNAPSHOT,
            ETH1_SLOTS,
            KEYS_VALIDATES,
            KEYS_VALIDATOR,
            KEYS_PASSWORD_FILE,
            KEYS_VOLATILE_SIGNER,
            LOG_LEVEL,
            LOG_JSON,
            LOG_FILE,
            LOG_FILES,
            UPGRADE_ON_UNSUPPORTED);

    private Settings() {}

    /** In the order of the file; a setting stands behind those its default follows from. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** The tree of records behind {@code resolved}; relative paths lie in {@code home}. */
    public static NodeConfig tree(NodeHome home, Resolved resolved) {
        return new NodeConfig(
                new NodeConfig.P2p(
                        resolved.value(P2P_LISTEN),
                        resolved.value(P2P_ADVERTISE),
                        resolved.value(P2P_PEERS),
                        resolved.value(P2P_OTHERS).intValue(),
                        resolved.value(P2P_LINKS_PER_IP).intValue(),
                        Duration.ofMillis(resolved.value(P2P_MAX_BACK_OFF))),
                new NodeConfig.Rpc(
                        resolved.value(RPC_LISTEN),
                        resolved.value(RPC_ANY_ORIGIN),
                        resolved.value(RPC_HOSTS),
                        resolved.value(RPC_UNLOCK_DEVELOPMENT_ACCOUNTS)),
                new NodeConfig.Admin(resolved.value(ADMIN_PORT).intValue()),
                new NodeConfig.Storage(
                        MEBIBYTE * resolved.value(STORAGE_BLOCK_CACHE),
                        MEBIBYTE * resolved.value(STORAGE_NODE_CACHE),
                        MEBIBYTE * resolved.value(STORAGE_WAL),
                        MEBIBYTE * resolved.value(STORAGE_DISK_RESERVE),
                        resolved.value(STORAGE_HISTORY)),
                new NodeConfig.Snapshots(
                        resolved.value(SNAPSHOTS_EVERY),
                        resolved.value(SNAPSHOTS_KEEP).intValue(),
                        MEBIBYTE * resolved.value(SNAPSHOTS_BUDGET),
                        MEBIBYTE * resolved.value(SNAPSHOTS_MAKE_RATE),
                        MEBIBYTE * resolved.value(SNAPSHOTS_SERVE_RATE),
                        resolved.value(SNAPSHOTS_SYNC_BEHIND)),
                new NodeConfig.TimeSync(
                        resolved.value(TIMESYNC_MODE),
                        resolved.value(TIMESYNC_CORRECTION),
                        resolved.value(TIMESYNC_MONITORING),
                        Duration.ofMillis(resolved.value(TIMESYNC_MANUAL_OFFSET)),
                        resolved.value(TIMESYNC_NTP_SERVERS),
                        home.root().resolve(resolved.value(TIMESYNC_ROUGHTIME_LIST)),
                        Duration.ofSeconds(resolved.value(TIMESYNC_NTP_POLL)),
                        Duration.ofSeconds(resolved.value(TIMESYNC_ROUGHTIME_POLL)),
                        resolved.value(TIMESYNC_DRIFT)),
                new NodeConfig.Eth1(
                        resolved.value(ETH1_ENDPOINTS),
                        resolved.value(ETH1_AGREE).intValue(),
                        resolved.value(ETH1_DEPTH),
                        Duration.ofMillis(resolved.value(ETH1_POLL)),
                        resolved.value(ETH1_RANGE).intValue(),
                        resolved.value(ETH1_REQUESTS).intValue(),
                        home.root().resolve(resolved.value(ETH1_SNAPSHOT)),
                        resolved.value(ETH1_SLOTS)),
                new NodeConfig.Keys(
                        resolved.value(KEYS_VALIDATES),
                        home.root().resolve(resolved.value(KEYS_VALIDATOR)),
                        home.root().resolve(resolved.value(KEYS_PASSWORD_FILE)),
                        resolved.value(KEYS_VOLATILE_SIGNER)),
                new NodeConfig.Log(
                        resolved.value(LOG_LEVEL),
                        resolved.value(LOG_JSON),
                        MEBIBYTE * resolved.value(LOG_FILE),
                        resolved.value(LOG_FILES).intValue()),
                new NodeConfig.Upgrade(resolved.value(UPGRADE_ON_UNSUPPORTED)));
    }

    private static URI httpUrl(String text) throws MalformedException {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new MalformedException("not a URL: " + e.getReason(), e); // the text may hold a key
        }
        throw new MalformedException("not a URL such as http://127.0.0.1:8545");
    }

    /** 0, which lets the system choose, stays 0. */
    private static int adminPort(int rpcPort) {
        return rpcPort == 0 ? 0 : Math.min(rpcPort + ADMIN_OFFSET, (int) MAX_PORT);
    }

    private static Setting<Long> megabytes(String key, long least, String defaultText, String meaning) {
        return Setting.of(key, number(least, MAX_MEBIBYTES), defaultText, meaning + ", in MiB");
    }
}
