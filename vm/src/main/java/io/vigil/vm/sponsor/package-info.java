/**
 * Gas sponsorship ("free gas"): a contract that holds a deposit with the system contract at 0x…1003, and consents, pays for
 * transactions to it that offer no fee. The payer is decided before anything runs, from the message and this contract's
 * storage alone; nothing that runs afterwards can change who pays.
 *
 * <pre>
 *   GasSponsor        the native contract: deposits, consent, withdrawal
 *       |
 *   SponsorBook       its storage, as named values
 *       |
 *   SponsorDecision   who pays for a message, and how much per gas
 * </pre>
 */
@NullMarked
package io.vigil.vm.sponsor;

import org.jspecify.annotations.NullMarked;
