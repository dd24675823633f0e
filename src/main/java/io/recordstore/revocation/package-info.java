/**
 * The tokens that are no longer taken: kept in the store, and followed by every server. Imports {@code auth}, whose
 * {@code Revocations} it answers, {@code store}, {@code name} and {@code fault}.
 * Start at {@link io.recordstore.revocation.RevokedTokens} for writing, {@link io.recordstore.revocation.FollowedRevocations}
 * for what each call asks; {@code LAYOUT.md} draws the keys.
 */
package io.recordstore.revocation;
