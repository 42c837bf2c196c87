package cc.dmart.launcher;

/** What the arguments of the process ask for. */
enum Command {
    /** The server, until it is stopped. */
    RUN,
    /** Only to check the settings and make the folders. */
    PREPARE,
    /** The server, until it is ready. */
    ONCE;

    /** @throws SettingsException if there is no such command: whoever mistypes one does not want a server instead */
    static Command of(String... args) {
        String all = String.join(" ", args);
        return switch (all) {
            case "" -> RUN;
            case "prepare" -> PREPARE;
            case "once" -> ONCE;
            default -> throw new SettingsException("'" + all + "' is not known; usage: dmart [prepare | once]");
        };
    }
}
