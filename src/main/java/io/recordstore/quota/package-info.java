/**
 * How much tenants and RecordSpaces may store and ask for, what they have stored, and who is refused. Limits are in
 * configuration, and an operator's own in the store, from where every server follows them. Imports {@code store} and
 * {@code fault}. Calls are held to their limits by {@link io.recordstore.quota.CallQuotas},
 * which the edges ask, and writes by {@link io.recordstore.quota.StorageQuotas}, which {@code schema} and {@code space} do.
 */
package io.recordstore.quota;
