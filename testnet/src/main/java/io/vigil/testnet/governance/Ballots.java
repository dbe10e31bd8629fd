package io.vigil.testnet.governance;

import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.proposals.Choice;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;

/**
 * Makes proposals and votes with validators' keys.
 *
 * @param payer whose transactions carry them
 */
public record Ballots(GovernanceClient client, Sender payer) {
    /** Of how many epochs a proposal of {@link #version} may wait, at most, for votes and for nodes that are ready. */
    private static final long OPEN_EPOCHS = 50;

    /**
     * Proposes a version that may begin at once.
     *
     * @param grace epochs from its lock to its beginning
     * @param patience epochs from now after which it expires
     * @return its number
     */
    public long version(BlsSecretKey key, long version, long grace, long patience)
            throws IOException, MalformedException, InterruptedException {
        Address validator = client.validatorOf(key);
        long epoch = client.epoch().epoch();
        AbiWriter arguments = new AbiWriter()
                .address(validator)
                .number(version)
                .number(epoch)
                .number(grace)
                .number(epoch + patience)
                .hash(Hash.ZERO)
                .number(epoch + Math.min(patience, OPEN_EPOCHS));
        return propose(key, "proposeVersion(address,uint64,uint64,uint64,uint64,bytes32,uint64)", arguments);
    }

    /** Proposes to cancel another proposal. */
    public long cancel(BlsSecretKey key, long id) throws IOException, MalformedException, InterruptedException {
        AbiWriter arguments = new AbiWriter()
                .address(client.validatorOf(key))
                .number(id)
                .number(client.epoch().epoch() + OPEN_EPOCHS);
        return propose(key, "proposeCancel(address,uint256,uint64)", arguments);
    }

    public void vote(BlsSecretKey key, long id, Choice choice)
            throws IOException, MalformedException, InterruptedException {
        Address validator = client.validatorOf(key);
        AbiWriter arguments = new AbiWriter().address(validator).number(id).number(choice.code());
        send(key, validator, "vote(address,uint256,uint8)", arguments);
    }

    private long propose(BlsSecretKey key, String signature, AbiWriter arguments)
            throws IOException, MalformedException, InterruptedException {
        send(key, client.validatorOf(key), signature, arguments);
        return client.proposals();
    }

    private void send(BlsSecretKey key, Address validator, String signature, AbiWriter arguments)
            throws IOException, MalformedException, InterruptedException {
        client.await(client.send(payer, key, validator, Governance.GOVERNANCE, signature, arguments));
    }
}
