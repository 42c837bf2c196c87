/**
 * Client of the HTTP interface: login, entries, queries, payloads, tickets, locks, CSV and zip. Begin with
 * {@link cc.dmart.client.DmartClient}.
 */
@Export
@Version("1.0.0")
@NullMarked
package cc.dmart.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
