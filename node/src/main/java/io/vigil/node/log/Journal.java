package io.vigil.node.log;

import io.vigil.governance.HookEvent;
import io.vigil.types.Hash;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The operator's log. Each event has one method and one line of key=value; WARN means that a human should look, ERROR that
 * the node stops or stands. No line holds a secret.
 */
public final class Journal {
    private static final Logger LOG = LogManager.getLogger("vigil");

    public void started(String client, long chainId, Hash genesis, long height, String role, String rpc, String p2p) {
        LOG.info(
                "started client={} chainId={} genesis={} height={} role={} rpc={} p2p={}",
                client,
                chainId,
                genesis,
                height,
                role,
                rpc,
                p2p);
    }

    public void stopped(long height) {
        LOG.info("stopped height={}", height);
    }

    public void failed(String thread, Throwable cause) {
        LOG.error("failed thread={} reason=\"{}\"", thread, cause.toString(), cause);
    }

    public void committed(
            long height, long view, Hash hash, int transactions, long gas, int leader, long commitMillis) {
        LOG.info(
                "committed height={} view={} hash={} txs={} gas={} leader={} commitMs={}",
                height,
                view,
                hash,
                transactions,
                gas,
                leader,
                commitMillis);
    }

    /** A block of ours goes to agreement; it was stamped {@code buildMillis} before this line. */
    public void built(long height, long view, Hash hash, long timestamp, int transactions, long buildMillis) {
        LOG.info(
                "built height={} view={} hash={} timestamp={} txs={} buildMs={}",
                height,
                view,
                hash,
                timestamp,
                transactions,
                buildMillis);
    }

    public void viewFailed(long epoch, long view, int leader, boolean proposalSeen, List<Integer> silent) {
        LOG.warn(
                "view-failed epoch={} view={} leader={} proposalSeen={} missing={}",
                epoch,
                view,
                leader,
                proposalSeen,
                silent);
    }

    /** Two signatures of a validator prove that it broke a rule every honest one keeps. */
    public void accused(long epoch, int validator, String offence) {
        LOG.warn("accused epoch={} validator={} offence={}", epoch, validator, offence);
    }

    public void proposalRefused(long height, long view, Hash block, String why) {
        LOG.warn("proposal-refused height={} view={} hash={} reason=\"{}\"", height, view, block, why);
    }

    public void certifiedBlockFailed(long height, Hash block, String why) {
        LOG.error(
                "certified-block-failed height={} hash={} reason=\"{}\" next=\"stays at the parent, tries again each"
                        + " minute\"",
                height,
                block,
                why);
    }

    public void blockInvalid(long height, Hash block, String why) {
        LOG.warn("block-invalid height={} hash={} reason=\"{}\"", height, block, why);
    }

    public void transactionQuarantined(Hash transaction, String why) {
        LOG.error("transaction-quarantined hash={} reason=\"{}\"", transaction, why);
    }

    /** A valid block that this node's own knowledge speaks against, once for each block. */
    public void voteWithheld(long height, Hash block, String why) {
        LOG.warn("vote-withheld height={} hash={} reason=\"{}\"", height, block, why);
    }

    public void conductFailed(long height, String why) {
        LOG.error("conduct-failed height={} reason=\"{}\" next=\"votes by the rules alone\"", height, why);
    }

    public void buildFailed(long epoch, long view, String why) {
        LOG.error(
                "build-failed epoch={} view={} reason=\"{}\" next=\"the view passes without a block\"",
                epoch,
                view,
                why);
    }

    public void inputLeftOut(long view, String why) {
        LOG.warn("input-left-out view={} reason=\"{}\"", view, why);
    }

    /** What an epoch's hooks did, once their block is final. */
    public void governance(HookEvent event) {
        switch (event) {
            case HookEvent.StepFailed failed ->
                LOG.error(
                        "hook-failed step=\"{}\" reason=\"{}\" next=\"nothing changes by it\"",
                        failed.step(),
                        failed.why());
            case HookEvent.Fixed fixed ->
                LOG.info(
                        "epoch-fixed epoch={} version={} members={} joined={} left={} skipped=\"{}\" degraded=\"{}\"",
                        fixed.epoch(),
                        fixed.version(),
                        fixed.members(),
                        fixed.joined(),
                        fixed.left(),
                        fixed.skipped(),
                        fixed.degraded());
            case HookEvent.Moved moved ->
                LOG.info("epoch-begins epoch={} version={} end={}", moved.epoch(), moved.version(), moved.end());
            case HookEvent.Decided decided ->
                LOG.info("proposal-decided id={} status={}", decided.proposal(), decided.status());
            case HookEvent.Noted noted -> LOG.info("governance what=\"{}\"", noted.what());
        }
    }

    public void behind(long height, long target) {
        LOG.info("behind height={} target={}", height, target);
    }

    public void importFailed(long height, String why) {
        LOG.warn("import-failed height={} reason=\"{}\" next=\"asks another peer\"", height, why);
    }

    public void caughtUp(long height, long blocks, long millis) {
        LOG.info("caught-up height={} blocks={} ms={}", height, blocks, millis);
    }

    public void peerConnected(String peer, String address, String role, int peers) {
        LOG.info("peer-connected peer={} address={} role={} peers={}", peer, address, role, peers);
    }

    public void peerDisconnected(String peer, String reason, int peers) {
        LOG.info("peer-disconnected peer={} reason=\"{}\" peers={}", peer, reason, peers);
    }

    public void peerRefused(String remote, String reason) {
        LOG.warn("peer-refused remote={} reason=\"{}\"", remote, reason);
    }

    public void stalled(long height, long seconds, long view, String missing, String next) {
        LOG.warn(
                "stalled height={} withoutBlockSeconds={} view={} missing=\"{}\" next=\"{}\"",
                height,
                seconds,
                view,
                missing,
                next);
    }

    public void moving(long height, long seconds) {
        LOG.info("moving-again height={} stalledSeconds={}", height, seconds);
    }

    /** Comes again each minute while it lasts; {@code evidence} names each source with its numbers. */
    public void clockAlarm(String kind, String evidence) {
        LOG.warn("clock-alarm kind=\"{}\" evidence=\"{}\"", kind, evidence);
    }

    public void clockAlarmOver(String kind) {
        LOG.info("clock-alarm-over kind=\"{}\"", kind);
    }

    public void clockStatus(String status, String why, boolean proposing) {
        LOG.info("clock-status status={} reason=\"{}\" proposing={}", status, why, proposing);
    }

    /** A version that this program lacks is locked: comes again, more often as its time comes (G38). */
    public void versionLacking(long version, long speaks, long blocks, long seconds) {
        LOG.warn(
                "version-lacking version={} speaks={} beginsInBlocks={} beginsInSeconds={} next=\"install a release"
                        + " that speaks it and restart; else this node stays readable before its first block and signs"
                        + " nothing\"",
                version,
                speaks,
                blocks,
                seconds);
    }

    /** The one banner of a node that was left behind. */
    public void versionUnsupported(long version, long epoch, long height, long speaks) {
        LOG.error(
                "unsupported-version version={} epoch={} height={} speaks={} next=\"reads and answers, signs nothing,"
                        + " until it is upgraded\"",
                version,
                epoch,
                height,
                speaks);
    }

    /** Comes again each minute until a plan's time (G49). */
    public void planWaits(long seconds, long power, long quorum, long online, long members, long version) {
        LOG.info(
                "plan-waits startsInSeconds={} signedPower={} neededPower={} online={} members={} version={}",
                seconds,
                power,
                quorum,
                online,
                members,
                version == 0 ? "unchanged" : version);
    }

    /** The first block of the epoch that a plan began is final (G48). */
    public void planApplied(long height, long epoch, Hash plan, long sequence, List<String> changes) {
        LOG.info(
                "plan-applied height={} epoch={} plan={} sequence={} changes=\"{}\"",
                height,
                epoch,
                plan,
                sequence,
                changes);
    }

    public void planBegun(long epoch, long plan) {
        LOG.info("plan-begun epoch={} plan={}", epoch, plan);
    }

    public void recordLost(long epoch) {
        LOG.warn(
                "record-lost epoch={} next=\"follows and signs nothing until others say how far the chain is, then"
                        + " from two epochs later on\"",
                epoch);
    }

    public void rejoins(long epoch) {
        LOG.warn("rejoins epoch={} reason=\"its record was lost; a quorum says how far the chain is\"", epoch);
    }

    public void scrubbed(long rows, long bytes, long millis) {
        LOG.info("scrubbed rows={} bytes={} ms={}", rows, bytes, millis);
    }

    /** @param what names the file */
    public void storeDamaged(String what) {
        LOG.error(
                "store-damaged what=\"{}\" next=\"the node goes on; stop it and restore a snapshot, or: vigil db"
                        + " recover --aside\"",
                what);
    }

    public void belowFloor(long height, long floor) {
        LOG.warn(
                "below-floor height={} committed={} next=\"gets the lost blocks from peers, votes from block {} on\"",
                height,
                floor,
                floor);
    }

    public void storeRecovered(String what) {
        LOG.warn("store-recovered what=\"{}\"", what);
    }

    /** Genesis names a chain whose deposits count, and no endpoint is set. */
    public void eth1Blind() {
        LOG.info("eth1-blind next=\"no eth1 votes are cast or checked; set eth1.endpoints to change that\"");
    }

    public void eth1Failed(Throwable cause) {
        LOG.error(
                "eth1-failed reason=\"{}\" next=\"the store is audited anew; blocks go on\"", cause.toString(), cause);
    }

    public void depositsAudited(boolean sound, String line) {
        if (sound) {
            LOG.info("deposits-audited {}", line);
        } else {
            LOG.warn("deposits-audited {} next=\"no votes until rebuilt\"", line);
        }
    }

    /** Once for each change of what is wrong with the endpoints. */
    public void eth1Endpoints(List<String> refused) {
        if (refused.isEmpty()) {
            LOG.info("eth1-endpoints all=good");
        } else {
            LOG.warn("eth1-endpoints refused=\"{}\"", String.join("; ", refused));
        }
    }

    public void eth1Forgetful(String why) {
        LOG.warn("eth1-forgetful reason=\"{}\"", why);
    }

    public void eth1EndpointsDisagree(long block, String answers) {
        LOG.warn("eth1-endpoints-disagree block={} answers=\"{}\" next=\"no vote for it\"", block, answers);
    }

    public void eth1Halted(long block, Hash ours, Hash theirs) {
        LOG.error(
                "eth1-halted block={} ours={} theirs={} next=\"vigil deposits audit --accept-reorg HASH\"",
                block,
                ours,
                theirs);
    }

    /** A block adopts eth1 data that this node cannot check; it votes for the block. */
    public void eth1Unchecked(long height, long eth1Block) {
        LOG.info("eth1-unchecked height={} eth1Block={}", height, eth1Block);
    }

    public void eth1Disputed(long height, String caster, String vote, String mine) {
        LOG.warn("eth1-disputed height={} caster=\"{}\" vote=\"{}\" mine=\"{}\"", height, caster, vote, mine);
    }

    /** Once for each change: what own blocks take, or why they take nothing. */
    public void depositsIncluded(String what) {
        LOG.info("deposits-included what=\"{}\"", what);
    }

    public void snapshotMade(long height, Hash id, String folder, long millis) {
        LOG.info("snapshot-made height={} id={} folder={} ms={}", height, id, folder, millis);
    }

    /** A long operation on a snapshot is under way. */
    public void snapshotProgress(String what, String progress) {
        LOG.info("snapshot-progress what={} progress=\"{}\"", what, progress);
    }

    public void snapshotsPruned(int removed, int kept) {
        LOG.info("snapshots-pruned removed={} kept={}", removed, kept);
    }

    /** A peer sent what no honest one sends; it is asked no more. */
    public void snapshotPinned(String peer, String why) {
        LOG.warn("snapshot-pinned peer={} reason=\"{}\"", peer, why);
    }

    /** A snapshot of peers is taken in place of blocks: its manifest is proved, its chunks are asked for. */
    public void stateSync(long height, Hash id, int chunks, int peers) {
        LOG.info("state-sync height={} id={} chunks={} peers={}", height, id, chunks, peers);
    }

    public void stateSyncStaged(long height, Hash id, String progress) {
        LOG.info("state-sync-restored height={} id={} progress=\"{}\" next=\"opens anew\"", height, id, progress);
    }

    public void stateSyncGivenUp(String why, long againSeconds) {
        LOG.warn("state-sync-given-up reason=\"{}\" next=\"fetches blocks; tries again in {} s\"", why, againSeconds);
    }

    public void snapshotFailed(String folder, String why) {
        LOG.warn("snapshot-failed folder={} reason=\"{}\"", folder, why);
    }
}
