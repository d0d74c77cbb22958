package import Credentials

extension DataverseError {
    /// What one code means for a probe.
    package struct Meaning: Hashable {
        package var `class`: ProbeClass
        package var sentence: String

        package init(_ class: ProbeClass, _ sentence: String) {
            self.class = `class`
            self.sentence = sentence
        }
    }

    /// The codes that are told apart, by Microsoft's list of web service error codes; those of the two walls in front
    /// of it were seen.
    package static let known: [UInt32: Meaning] = [
        // What the user may do.
        0x8004_0220: Meaning(.privilegeMissing, "the user lacks a privilege in the environment"),
        0x8004_8306: Meaning(.privilegeMissing, "the user lacks access to the row in the environment"),
        0x8004_8405: Meaning(.privilegeMissing, "the environment denies the user access"),
        0x8004_F502: Meaning(
            .privilegeMissing, "the user may not set a secured column of leads, such as leadsourcecode, in a new lead"),
        0x8004_F503: Meaning(.privilegeMissing, "the user may not change a secured column of leads"),
        0x8004_F504: Meaning(.privilegeMissing, "the user may not read a secured column of leads"),
        0x8004_F507: Meaning(.privilegeMissing, "the user may not change a secured column of leads"),
        0x8004_2F09: Meaning(.noRole, "the user has no security role in the environment"),
        0x8007_2560: Meaning(.noApplicationUser, "the application or user is not a member of the environment"),
        0x8004_0225: Meaning(.userDisabled, "the user is disabled in the environment"),
        0x8004_1D1F: Meaning(.userDisabled, "the user is disabled in the environment"),
        0x8004_D24B: Meaning(.userDisabled, "the user has no license for the environment"),
        0x8004_D24D: Meaning(.userDisabled, "the user is disabled in the environment and has no license for it"),

        // Whether the environment is open, and to whom.
        0x8004_A104: Meaning(.environmentDisabled, "the environment is disabled"),
        0x8004_A107: Meaning(.environmentDisabled, "the environment's scale group is disabled"),
        0x8004_A113: Meaning(.environmentInMaintenance, "the environment is in administration mode"),
        0x8009_5FFE: Meaning(.addressBlocked, "the environment's IP firewall does not let this host's address in"),
        0x8009_5FFC: Meaning(.accessBlocked, "the environment's app access control blocks this application"),

        // What becomes of a lead in it.
        0x8004_0265: Meaning(.pluginRefused, "a plug-in of the environment turned the request down"),
        0x8004_0224: Meaning(.pluginRefused, "a plug-in of the environment failed on the request"),
        0x8004_4171: Meaning(.pluginRefused, "a plug-in of the environment did not finish in time"),
        0x8004_4172: Meaning(.pluginRefused, "a plug-in of the environment did not finish in time"),
        0x8004_4173: Meaning(.pluginRefused, "a plug-in of the environment did not finish in time"),
        0x8004_418D: Meaning(.pluginRefused, "a plug-in of the environment crashed"),
        0x8004_4194: Meaning(.pluginRefused, "a plug-in of the environment has no network that it could run in"),
        0x8008_1111: Meaning(.pluginRefused, "a plug-in of the environment did not finish in time"),
        0x8008_1116: Meaning(.pluginRefused, "the plug-ins of the environment crash too often and are held back"),
        0x8004_0333: Meaning(
            .pluginRefused, "a duplicate detection rule of the environment turned the validation lead down"),
        0x8006_0892: Meaning(.pluginRefused, "an alternate key of the environment turned the validation lead down"),
        0x8006_0888: Meaning(.noLeadTable, "the environment has no table of leads"),

        // Not now.
        0x8007_2321: Meaning(.throttled, "the environment is over its limit of execution time"),
        0x8007_2322: Meaning(.throttled, "the environment is over its limit of requests"),
        0x8007_2324: Meaning(.throttled, "the environment's database is over its limit of concurrent requests"),
        0x8007_2326: Meaning(.throttled, "the environment is over its limit of concurrent requests"),
        0x8007_2323: Meaning(.serviceFault, "the environment's database is over its limit of resources"),
        0x8007_2559: Meaning(.serviceFault, "the environment could not ask Entra"),
        0x8004_4150: Meaning(.serviceFault, "the environment's database has a fault"),
        0x8004_4151: Meaning(.serviceFault, "the environment's database did not answer in time"),
        0x8004_8554: Meaning(.serviceFault, "the environment's database did not answer in time"),
        0x8004_4174: Meaning(.serviceFault, "the environment cannot run its plug-ins for the moment"),
        0x8004_418E: Meaning(.serviceFault, "the environment cannot run its plug-ins for the moment"),
        0x8004_0216: Meaning(.serviceFault, "the environment has an unexpected fault"),
    ]
}
