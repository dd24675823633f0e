/** Calls at a rate or as fast as they are answered, and what they took. Knows nothing of whom they go to. */
package io.recordstore.bench.load;
