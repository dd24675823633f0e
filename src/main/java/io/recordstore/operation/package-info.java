/**
 * What takes longer than a call: the jobs in the store, the leases under which servers work on them, and the list of
 * operations that tells users of them. Imports {@code space}, {@code store}, {@code name} and {@code fault}. The work
 * itself is a {@link io.recordstore.operation.JobWork} of the package that knows it.
 */
package io.recordstore.operation;
