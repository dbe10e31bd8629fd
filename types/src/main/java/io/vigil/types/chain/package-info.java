/**
 * The chain format as plain data with codecs: headers, transactions, receipts, logs, blocks as Ethereum has them, byte
 * for byte, so that every hash equals Ethereum's for the same content; and the few things that Vigil puts beside or into
 * them ({@link io.vigil.types.chain.SystemInput}, {@link io.vigil.types.chain.ExtraData},
 * {@link io.vigil.types.chain.ValidatorInfo}).
 *
 * <p>Decoders are strict: what they accept encodes to the same bytes again. Deviation: nonces and gas limits above
 * 2^63-1, which no account and no block can have, are refused when decoded.
 */
@NullMarked
package io.vigil.types.chain;

import org.jspecify.annotations.NullMarked;
