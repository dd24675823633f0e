/**
 * Tests as a user of the JUnit extension writes them: they are no part of our own run, and {@link io.recordstore.JunitExtensionIT}
 * runs them in a process with a user's class path.
 */
package io.recordstore.outside;
