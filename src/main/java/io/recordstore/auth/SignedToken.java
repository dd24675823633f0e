package io.recordstore.auth;

import biscuit.format.schema.Schema;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.token.Biscuit;

/**
 * A token with good signatures and a shape within the limits.
 *
 * @param keyId the id of the root key that the token names
 * @param biscuit what the Datalog engine evaluates
 * @param blocks the same as messages, the authority block first
 * @param symbols the strings that the blocks refer to
 */
record SignedToken(Optional<Integer> keyId, Biscuit biscuit, List<Schema.Block> blocks, TokenSymbols symbols) {}
