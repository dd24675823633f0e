package io.recordstore.crypto;

/**
 * The keys of one RecordSpace incarnation, unwrapped.
 *
 * @param cipher seals and opens with its data-encryption keys
 * @param sealer seals and opens records with them
 * @param fieldHmac stands in for the values of sensitive fields in its indexes; rotation leaves it as it is
 */
public record RecordKeys(RecordCipher cipher, RecordSealer sealer, FieldHmac fieldHmac) {}
