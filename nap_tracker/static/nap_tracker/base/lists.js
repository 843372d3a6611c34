// For pages that are lists: they follow what others do, when somebody comes back to them.
import { showAgain } from "nap-tracker/base/again"

showAgain()
