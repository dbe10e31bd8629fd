package io.vigil.governance;

import io.vigil.types.Address;
import io.vigil.types.Hash;

/**
 * What hooks know of the block they run in.
 *
 * @param timestamp in seconds
 * @param view of its header
 * @param parentView of its parent's header, also where the parent ended the epoch before
 * @param leader the member that made it
 * @param mixHash of its header
 */
public record EpochBlock(long number, long timestamp, long view, long parentView, Address leader, Hash mixHash) {}
