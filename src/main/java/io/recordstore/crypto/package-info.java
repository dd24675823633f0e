/**
 * Sealing what is stored: key-encryption keys from configuration, one set of data-encryption keys per RecordSpace
 * incarnation, AES-256-GCM through Google Tink. Imports {@code fault} and {@code name}.
 * What is sealed with which associated data is in {@code schema.SealedSerializer}; {@code docs/security.md} has the
 * threat model.
 */
package io.recordstore.crypto;
