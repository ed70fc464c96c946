/**
 * What a simulation knows of the events that it has sent, and of who got them: from this it tells whether what was
 * acknowledged was delivered, once confirmed, and in order.
 *
 * <p>The way through it: every event is entered in the {@link dev.playhead.load.books.Books} before it is sent, and its
 * receipt when it comes; every consumer has a {@link dev.playhead.load.books.Received} or, where it confirms, a
 * {@link dev.playhead.load.books.Confirming}; at the end each tells its {@link dev.playhead.load.books.Faults}. All of it
 * is memory and may be called on any thread. It knows nothing of Gatling and imports nothing of the other packages.
 */
@NullMarked
package dev.playhead.load.books;

import org.jspecify.annotations.NullMarked;
