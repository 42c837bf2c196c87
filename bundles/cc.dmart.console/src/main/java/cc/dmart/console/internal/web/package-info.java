/** The web console behind the accounts of the server, and its page about DMART. */
@NullMarked
package cc.dmart.console.internal.web;

import org.jspecify.annotations.NullMarked;
