/**
 * Copies of RecordSpaces, with records, indexes and schema: small ones in one transaction, others behind the call and
 * consistent at one version. Imports {@code schema}, {@code operation}, {@code space}, {@code store}, {@code name} and
 * {@code fault}.
 */
package io.recordstore.fork;
