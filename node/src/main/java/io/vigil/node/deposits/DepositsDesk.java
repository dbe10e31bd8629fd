package io.vigil.node.deposits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.DepositProof;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.store.AuditReport;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.storage.StorageException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.state.StateReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The calls behind {@code vigil deposits …}, the alarms of the dashboard, and the numbers of the metrics. */
public final class DepositsDesk {
    /** A whole audit of a million deposits takes a fraction of it. */
    private static final long AUDIT_SECONDS = 120;

    /** What has an answer only where deposits are taken. */
    private static final List<String> OF_DEPOSITS = List.of(
            "deposits_status",
            "deposits_votes",
            "deposits_proof",
            "deposits_explain",
            "deposits_frontier",
            "deposits_audit",
            "deposits_acceptReorg");

    private final Deposits deposits;
    private final HeadState head;
    private final Supplier<ValidatorSet> set;
    private final NodeKey key;
    private final ExitProofs exits;

    /** The newest committed state. */
    public interface HeadState {
        <T> T ask(Function<StateReader, T> question);
    }

    public DepositsDesk(Deposits deposits, HeadState head, Supplier<ValidatorSet> set, NodeKey key, ExitProofs exits) {
        this.deposits = deposits;
        this.head = head;
        this.set = set;
        this.key = key;
        this.exits = exits;
    }

    /**
     * {@code deposits_exitProof} takes a key, on every chain. Where deposits are taken, {@code deposits_status}, {@code deposits_votes} take nothing; {@code deposits_proof} takes an index and perhaps a count,
     * {@code deposits_explain} an index or a key; {@code deposits_frontier} compares what was processed with
     * the own tree (D17); {@code deposits_audit} looks at everything again; {@code deposits_acceptReorg} takes the hash of eth1's block that is to stand (D5).
     */
    public void addTo(MethodTable.Builder table) {
        table.add("deposits_exitProof", 1, params -> exits.of(publicKey(params.required(0, JsonNode::asText))));
        if (deposits.parameters().isEmpty()) {
            for (String method : OF_DEPOSITS) {
                table.add(method, 2, params -> {
                    throw RpcException.server("this chain takes no deposits: its genesis names no contract");
                });
            }
            return;
        }
        Eth1Parameters parameters = deposits.parameters().get();
        table.add("deposits_status", 0, params -> status(parameters));
        table.add("deposits_votes", 0, params -> votes(parameters));
        table.add("deposits_proof", 2, this::proof);
        table.add("deposits_explain", 1, params -> explain(parameters, params));
        table.add("deposits_frontier", 0, params -> frontier());
        table.add("deposits_audit", 0, params -> audit());
        table.add("deposits_acceptReorg", 1, params -> acceptReorg(params.required(0, Hex::hash)));
    }

    /** What a human should look at. */
    public List<String> alarms() {
        List<String> alarms = new ArrayList<>();
        deposits.follower().ifPresent(follower -> {
            FollowerStatus now = follower.status();
            if (now.health() == Health.HALTED) {
                alarms.add("eth1: waits for " + now.waits());
            }
            if (!now.refused().isEmpty()) {
                alarms.add("eth1: " + String.join("; ", now.refused()));
            }
            now.forgetful().forEach(why -> alarms.add("eth1: " + why));
            try {
                disagreement(follower).ifPresent(why -> alarms.add("eth1: " + why));
            } catch (StorageException e) { // rows go while the store begins anew
                alarms.add("eth1: the tree of deposits is read again");
            }
        });
        return alarms;
    }

    /** D28: what the chain adopted and processed, against the own tree. */
    private Optional<String> disagreement(Eth1Follower follower) {
        Optional<Knowledge> known = follower.knowledge().filter(knowledge -> knowledge.health() == Health.AUDITED);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var tree = known.get().chain().tree();
        return head.ask(state -> {
            DepositState now = Slots.of(state);
            Eth1Data adopted = now.adopted();
            boolean held = adopted.count() <= tree.count() && adopted.count() >= tree.finalizedCount();
            if (held && !tree.rootAt(adopted.count()).equals(adopted.root())) {
                return Optional.of("the chain adopted root " + adopted.root() + " at " + adopted.count()
                        + " deposits, mine is " + tree.rootAt(adopted.count()));
            }
            long next = now.nextIndex();
            boolean begun = next <= tree.count() && next >= tree.finalizedCount();
            return begun && !tree.frontierAt(next).equals(now.frontier())
                    ? Optional.of("the chain processed other deposits before index " + next + " than mine")
                    : Optional.empty();
        });
    }

    /** Adds this module's gauges. */
    public void bindTo(MeterRegistry registry) {
        if (deposits.follower().isEmpty()) {
            return;
        }
        Eth1Follower follower = deposits.follower().get();
        gauge(
                registry,
                "eth1.disputed",
                "Disputes about eth1 kept on disk",
                () -> follower.status().disputes());
        gauge(
                registry,
                "eth1.finalized",
                "Newest final eth1 block",
                () -> follower.status().finalized());
        gauge(
                registry,
                "eth1.requests",
                "Questions asked of eth1 nodes",
                () -> follower.status().requests());
        gauge(
                registry,
                "eth1.deposits",
                "Deposits read",
                () -> follower.status().head().map(Eth1Data::count).orElse(0L));
        gauge(
                registry,
                "eth1.audited",
                "1 if the tree may be relied on",
                () -> follower.status().health() == Health.AUDITED ? 1 : 0);
        gauge(registry, "eth1.votes.cast", "Own eth1 votes", () -> conduct().votesCast());
        gauge(
                registry,
                "eth1.votes.withheld",
                "Block votes withheld because of eth1",
                () -> conduct().withheld());
        gauge(
                registry,
                "eth1.votes.unchecked",
                "Adoptions not checked",
                () -> conduct().unchecked());
        gauge(
                registry,
                "eth1.votes.contradicted",
                "Votes that the own tree contradicts",
                () -> conduct().contradicted());
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private ConductStatus conduct() {
        return deposits.conduct().orElse(ConductStatus.NONE);
    }

    private ObjectNode status(Eth1Parameters parameters) {
        ObjectNode json = object();
        json.put("chainId", parameters.contract().chainId())
                .put("contract", parameters.contract().address().toChecksumHex())
                .put("forkVersion", parameters.domain().forkVersion().toHex());
        head.ask(state -> {
            DepositState now = Slots.of(state);
            json.set("adopted", json(now.adopted()));
            json.put("generation", now.generation())
                    .put("nextIndex", now.nextIndex())
                    .put("waiting", Math.max(0, now.adopted().count() - now.nextIndex()));
            json.putObject("period").put("number", now.period()).put("time", now.periodTime());
            return json;
        });
        json.put("following", deposits.follower().isPresent());
        deposits.follower().ifPresent(follower -> {
            FollowerStatus now = follower.status();
            json.put("health", now.health().name());
            now.head().ifPresent(held -> {
                json.putObject("head")
                        .put("number", held.number())
                        .put("hash", held.blockHash().toHex())
                        .put("count", held.count());
                json.put("root", held.root().toHex());
            });
            json.put("finalized", now.finalized())
                    .put("finalising", now.finalising())
                    .put("waits", now.waits())
                    .put("requests", now.requests())
                    .put("disputes", now.disputes())
                    .put("audit", now.audit());
            ArrayNode refused = json.putArray("refused");
            now.refused().forEach(refused::add);
            ArrayNode forgetful = json.putArray("forgetful");
            now.forgetful().forEach(forgetful::add);
            ConductStatus done = conduct();
            json.put("voting", done.voting())
                    .put("including", done.including())
                    .put("votesCast", done.votesCast())
                    .put("withheld", done.withheld())
                    .put("unchecked", done.unchecked())
                    .put("contradicted", done.contradicted());
        });
        ArrayNode alarms = json.putArray("alarms");
        alarms().forEach(alarms::add);
        return json;
    }

    private ObjectNode votes(Eth1Parameters parameters) {
        ValidatorSet members = set.get();
        return head.ask(state -> {
            DepositState now = Slots.of(state);
            ObjectNode json = object();
            json.put("period", now.period())
                    .put("periodTime", now.periodTime())
                    .put("blocks", parameters.periodBlocks());
            json.put("quorum", members.quorum());
            long leading = 0;
            ArrayNode list = json.putArray("votes");
            for (int i = 0; i < members.size(); i++) {
                Validator member = members.member(i);
                leading += member.leads() ? member.power() : 0;
                ObjectNode entry = list.addObject()
                        .put("validator", "validator " + i)
                        .put("address", member.address().toHex())
                        .put("power", member.power());
                now.vote(member.address())
                        .ifPresent(vote -> entry.put("voteHash", vote.voteHash().toHex())
                                .put("period", vote.period())
                                .put("height", vote.height())
                                .put("counts", vote.period() == now.period()));
            }
            if (leading < members.quorum()) { // L2
                json.put("impossible", leading + " of " + members.quorum() + " power leads");
            }
            json.set("adopted", json(now.adopted()));
            json.put("voting", conduct().voting());
            return json;
        });
    }

    private ObjectNode proof(Params params) throws RpcException {
        long index = params.required(0, DepositsDesk::index);
        Optional<Long> wanted = params.optional(1, DepositsDesk::index);
        Knowledge known = knowledge();
        var tree = known.chain().tree();
        long count = wanted.orElse(head.ask(state -> Slots.of(state).adopted().count()));
        if (index < tree.finalizedCount() || index >= count || count > tree.count()) {
            throw RpcException.invalidParams("this tree proves deposits from " + tree.finalizedCount() + " to "
                    + (tree.count() - 1) + ", and of a count above the index; not " + index + " of " + count);
        }
        DepositProof proof = tree.proof(index, count);
        ObjectNode json = object().put("index", index)
                .put("count", count)
                .put("root", tree.rootAt(count).toHex())
                .put("leaf", tree.leaf(index).toHex());
        ArrayNode branch = json.putArray("branch");
        proof.branch().forEach(hash -> branch.add(hash.toHex()));
        return json;
    }

    private ObjectNode explain(Eth1Parameters parameters, Params params) throws RpcException {
        String wanted = params.required(0, argument -> argument.asText());
        Explanation explanation =
                new Explanation(parameters, deposits.follower().flatMap(Eth1Follower::knowledge));
        if (wanted.matches("[0-9]{1,10}")) {
            long index = Long.parseLong(wanted);
            return head.ask(state -> explanation.ofIndex(index, Slots.of(state)));
        }
        Bytes publicKey = publicKey(wanted);
        return head.ask(state -> explanation.ofKey(publicKey, Slots.of(state)));
    }

    private static Bytes publicKey(String wanted) throws RpcException {
        if (!wanted.matches("(0x)?[0-9a-fA-F]{96}")) {
            throw RpcException.invalidParams("a BLS key of 48 bytes in hex wanted, not " + wanted);
        }
        return Bytes.fromHex(wanted.startsWith("0x") ? wanted : "0x" + wanted);
    }

    private ObjectNode frontier() throws RpcException {
        ProcessedTree tree = new ProcessedTree(knowledge().chain().tree());
        return head.ask(state -> tree.json(Slots.of(state)));
    }

    private ObjectNode audit() throws RpcException {
        AuditReport report = onFollower(Eth1Follower::auditNow);
        Bytes line = Bytes.wrap(report.line().getBytes(StandardCharsets.UTF_8));
        return object().put("line", report.line())
                .put("sound", report.isSound())
                .put("node", key.id().toHex())
                .put("signature", key.sign(line).toHex());
    }

    private ObjectNode acceptReorg(Hash theirs) throws RpcException {
        boolean accepted = onFollower(follower -> follower.acceptReorg(theirs));
        return object().put("accepted", accepted);
    }

    private <T> T onFollower(Function<Eth1Follower, T> act) throws RpcException {
        Eth1Follower follower = deposits.follower()
                .orElseThrow(() -> RpcException.invalidParams("this node follows no eth1: set eth1.endpoints"));
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = follower.ask(() -> {
            try {
                answer.complete(act.apply(follower));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            if (taken) {
                return answer.get(AUDIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw RpcException.invalidParams(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()));
        } catch (TimeoutException e) {
            throw RpcException.invalidParams("still busy after " + AUDIT_SECONDS + " s; ask again");
        }
        throw RpcException.invalidParams("too much is asked at once; ask again");
    }

    private Knowledge knowledge() throws RpcException {
        return deposits.follower()
                .flatMap(Eth1Follower::knowledge)
                .orElseThrow(() -> RpcException.invalidParams(
                        "this node has no tree of deposits: set eth1.endpoints, or wait for the audit"));
    }

    private static long index(JsonNode argument) throws InvalidArgumentException {
        if (argument.asText().matches("[0-9]{1,10}")) {
            return Long.parseLong(argument.asText());
        }
        throw new InvalidArgumentException("a number of a deposit wanted, not " + argument);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode json(Eth1Data data) {
        return object().put("number", data.number())
                .put("blockHash", data.blockHash().toHex())
                .put("root", data.root().toHex())
                .put("count", data.count());
    }
}
