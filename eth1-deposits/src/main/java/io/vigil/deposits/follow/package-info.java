/**
 * Following an eth1 chain (D4, D5, D27, D31). {@link io.vigil.deposits.follow.DepositFollower} is pure: replies in, questions
 * and steps out; {@link io.vigil.deposits.follow.FollowLoop} carries them between the endpoints and the store.
 *
 * <pre>
 *   finalized ........ from ====== range ====== last ........ head
 *       |               |                        |
 *   never taken back    still on their chain?    count and root of the contract here
 *                                                must be those of our tree, or nothing is written
 * </pre>
 */
@NullMarked
package io.vigil.deposits.follow;

import org.jspecify.annotations.NullMarked;
