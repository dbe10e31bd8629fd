package io.vigil.deposits.follow;

import io.vigil.types.Address;
import io.vigil.types.Hash;

/** Which contract on which chain: what every endpoint must agree with before it is asked for more (D31, P-8). */
public record Contract(long chainId, Address address, Hash codeHash, long deployBlock, Hash deployHash) {}
