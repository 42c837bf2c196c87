/**
 * The program of a worker process: opens private copies of attachments, lets through a statement that only reads, and runs it
 * in an engine that reaches nothing else ({@code query.md} 7). Nothing here runs in the server.
 */
@NullMarked
package cc.dmart.plugin.data_assets.worker;

import org.jspecify.annotations.NullMarked;
