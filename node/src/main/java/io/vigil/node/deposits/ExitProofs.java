package io.vigil.node.deposits;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.voting.DepositState;
import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.rpc.AccountProof;
import io.vigil.node.rpc.BlockId;
import io.vigil.node.rpc.ChainSnapshot;
import io.vigil.node.rpc.ChainSnapshots;
import io.vigil.node.rpc.StateView;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows who has only genesis how a validator stands: that it asked to leave, that it has left, what it holds (D34). From the
 * epoch proofs to the set that certified a header, from the header's state root to the registry's slots, from its {@code
 * parentBeaconBlockRoot} to the members; nothing rests on the word of the node that answers.
 *
 * @param epochs proofs of all epochs from genesis on, in their wire form
 */
public record ExitProofs(ChainIdentity chain, ChainSnapshots committed, Supplier<List<Bytes>> epochs) {
    /** The newest blocks may still wait for a certificate of their own; their states must be kept, too. */
    private static final int MAX_BLOCKS_BACK = 64;

    /** A header that certifies itself, and its state. */
    private record Certified(Header header, Bytes certificate, StateView state) {}

    public ObjectNode of(Bytes key) throws RpcException {
        try (ChainSnapshot snapshot = committed.open()) {
            Certified at = certified(snapshot);
            io.vigil.governance.state.StateView view =
                    io.vigil.governance.state.StateView.of(at.state().reader());
            Registry registry = new Registry(view);
            Address validator = registry.keyOwner(key)
                    .orElseThrow(() -> RpcException.invalidParams("the registry knows no validator of key " + key));
            ValidatorRecord record = registry.record(validator)
                    .ok()
                    .orElseThrow(() -> RpcException.invalidParams("no record of " + validator));
            ObjectNode json = DepositsDesk.object()
                    .put("key", key.toHex())
                    .put("validator", validator.toHex())
                    .put("chainId", chain.chainId())
                    .put("genesis", chain.genesisHash().toHex());
            json.set("exit", standing(validator, record, Governance.epoch(view)));
            json.put("number", at.header().number())
                    .put("hash", at.header().hash().toHex())
                    .put("header", at.header().encode().toHex())
                    .put("certificate", at.certificate().toHex())
                    .put("set", set(Governance.epoch(view)).toHex());
            ArrayNode proofs = json.putArray("epochs");
            epochs.get().forEach(proof -> proofs.add(proof.toHex()));
            ArrayNode states = json.putArray("state");
            states.add(proved(at.state(), Governance.VALIDATORS, registry.slotsOf(key, validator)));
            states.add(proved(at.state(), Slots.CONTRACT, DepositState.slotsOf(key)));
            return json;
        }
    }

    private static ObjectNode standing(Address validator, ValidatorRecord record, EpochState epoch) {
        boolean asked = record.standing() == Standing.EXITING;
        ObjectNode json = DepositsDesk.object()
                .put("standing", record.standing().name())
                .put("requested", asked)
                .put("left", epoch.member(validator).isEmpty())
                .put("epoch", epoch.epoch())
                .put("stakeWei", record.stake().add(record.incoming()).toString());
        if (asked) {
            json.put("requestedAt", record.standingSince());
        }
        ArrayNode unbonding = json.putArray("unbonding");
        record.unbonding()
                .forEach(part -> unbonding
                        .addObject()
                        .put("wei", part.amount().toString())
                        .put("epoch", part.epoch())
                        .put("time", part.timestamp()));
        return json;
    }

    /** What the header's {@code parentBeaconBlockRoot} is the hash of. */
    private static Bytes set(EpochState epoch) {
        return ValidatorSet.of(epoch.set().stream()
                        .map(member -> new Validator(member.address(), member.blsKey(), member.power(), member.leads()))
                        .toList())
                .encode();
    }

    private static Certified certified(ChainSnapshot snapshot) throws RpcException {
        Header header = snapshot.chain().head();
        for (int i = 0; i < MAX_BLOCKS_BACK; i++) {
            Optional<Bytes> certificate = snapshot.certificate(header.hash());
            Optional<StateView> state = snapshot.state(header);
            if (certificate.isPresent() && state.isPresent()) {
                return new Certified(header, certificate.get(), state.get());
            }
            Optional<Header> below = snapshot.chain().header(new BlockId.OfNumber(Math.max(0, header.number() - 1)));
            if (header.number() == 0 || below.isEmpty()) {
                break;
            }
            header = below.get();
        }
        throw RpcException.invalidParams("none of the newest blocks has both a certificate and its state here");
    }

    /** As {@code eth_getProof} shows it (EIP-1186). */
    private static ObjectNode proved(StateView state, Address contract, List<UInt256> slots) throws RpcException {
        AccountProof proof = state.prove(contract, slots)
                .orElseThrow(() -> RpcException.invalidParams("this state keeps no trie to prove from"));
        ObjectNode json = DepositsDesk.object()
                .put("address", contract.toHex())
                .put("balance", proof.account().balance().toQuantity())
                .put("codeHash", proof.account().codeHash().toHex())
                .put("nonce", "0x" + Long.toHexString(proof.account().nonce()))
                .put("storageHash", proof.storageHash().toHex());
        put(json.putArray("accountProof"), proof.nodes());
        ArrayNode storage = json.putArray("storageProof");
        for (AccountProof.SlotProof slot : proof.slots()) {
            ObjectNode entry = storage.addObject()
                    .put("key", slot.key().toBytes32().toHex())
                    .put("value", slot.value().toQuantity());
            put(entry.putArray("proof"), slot.nodes());
        }
        return json;
    }

    private static void put(ArrayNode list, List<Bytes> nodes) {
        nodes.forEach(node -> list.add(node.toHex()));
    }
}
